/** What the tests look at, run inside the page by the browser: JavaScript, as no other part of the program may know of a document. */
globalThis.inPage = {
  unfold,
  overflow,
  faintTexts,
  barriers,
  intruders,
  drawnAndTold,
  ground,
  color,
  unfoldedHeight,
  unpainted,
  violations,
};

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function unfold() {
  for (const details of all('details')) details.open = true;
}

/** By how many pixels the page is wider than the screen. */
function overflow() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

function ground() {
  return getComputedStyle(document.body).backgroundColor;
}

function color() {
  return getComputedStyle(document.body).color;
}

function unfoldedHeight() {
  return document.querySelector('details table').getBoundingClientRect().height;
}

const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);

function luminance(colour) {
  const [red, green, blue] = channels(colour)
    .slice(0, 3)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

function groundOf(element) {
  if (element === null) return 'rgb(255, 255, 255)';
  const { backgroundColor } = getComputedStyle(element);
  return channels(backgroundColor)[3] === 0 ? groundOf(element.parentElement) : backgroundColor;
}

const ownText = (element) =>
  [...element.childNodes]
    .map((node) => (node.nodeType === Node.TEXT_NODE ? node.textContent : ''))
    .join('')
    .trim();

/** Texts with less contrast than WCAG's 4.5 against the ground they stand on; in a drawing, against every colour of its ribbons. */
function faintTexts() {
  const ribbons = all('.ribbon').map((ribbon) => getComputedStyle(ribbon).fill);
  return all('body *').flatMap((element) => {
    const text = ownText(element);
    if (text === '') return [];
    const style = getComputedStyle(element);
    const drawn = element.closest('svg') !== null;
    const grounds = drawn ? new Set([groundOf(element), ...ribbons]) : [groundOf(element)];
    const ratio = Math.min(...[...grounds].map((one) => contrast(drawn ? style.fill : style.color, one)));
    return ratio < 4.5 ? [`${ratio.toFixed(2)} ${text.slice(0, 40)}`] : [];
  });
}

/** What assistive technology would stumble over. */
function barriers() {
  const found = [];
  const expect = (holds, what) => holds || found.push(what);
  expect(document.documentElement.lang === 'en', 'no language');
  expect(document.title.trim() !== '', 'no title');
  expect(all('h1').length === 1 && all('main').length === 1, 'not one h1 and one main');
  const levels = all('h1,h2,h3,h4,h5,h6').map(({ tagName }) => Number(tagName[1]));
  for (const [index, level] of levels.entries())
    expect(level <= (levels[index - 1] ?? 0) + 1, `heading ${index} skips a level`);
  for (const svg of all('svg')) {
    const named = svg.getAttribute('role') === 'img' && svg.getAttribute('aria-label');
    expect(named || svg.getAttribute('aria-hidden') === 'true', 'a drawing without a name');
  }
  for (const table of all('table')) {
    expect(table.querySelector('caption')?.textContent, 'a table without a caption');
    expect(
      all('thead th', table).every(({ scope }) => scope === 'col'),
      'a column without a scope',
    );
    expect(
      all('tbody tr', table).every((row) => all('th[scope=row]', row).length === 1),
      'a row without its header',
    );
  }
  const ids = all('[id]').map(({ id }) => id);
  expect(new Set(ids).size === ids.length, 'an id twice');
  for (const link of all('a')) expect(ids.includes(link.getAttribute('href').slice(1)), 'a link to nowhere');
  return found;
}

/** Shapes of a drawing without a colour: a browser draws them black. */
function unpainted() {
  return all('svg rect, svg path')
    .filter((shape) => getComputedStyle(shape).fill === 'rgb(0, 0, 0)')
    .map((shape) => shape.outerHTML);
}

/** The rules of accessibility that axe-core finds broken, each with its elements. */
async function violations() {
  const { violations } = await globalThis.axe.run();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const own =
  'html head meta title style body main header section footer div h1 h2 h3 p span b a ul li dl dt dd code bdi time details summary table caption thead tbody tr th td svg rect path text';

/** Elements and attributes that the page never makes: hostile content that came to life. */
function intruders() {
  const tags = new Set(own.split(' '));
  const found = 'broken' in window ? ['a script ran'] : [];
  for (const element of all('*')) {
    if (!tags.has(element.localName)) found.push(element.localName);
    for (const { name } of element.attributes)
      if (name.startsWith('on') || ['style', 'src', 'srcdoc'].includes(name))
        found.push(`${element.localName} ${name}`);
  }
  if (all('style').length !== 1) found.push('not one style');
  return found;
}

/** The numbers of the drawing that is shown, and those of the table beside it. */
function drawnAndTold() {
  const charts = all('svg.chart').filter((chart) => chart.checkVisibility());
  const texts = all('text', charts[0]).map(({ textContent }) => textContent);
  const drawn = texts.flatMap((text, index) => (index % 2 === 0 ? [`${texts[index + 1]} ${text}`] : []));
  const told = all('tbody tr', document.querySelector('details table'))
    .map((row) => [...row.children].slice(0, 2).map(({ textContent }) => textContent.trim()))
    .filter(([, number]) => number !== '0')
    .map(([label, number]) => `${label.toLowerCase()} ${number}`);
  return { drawn: drawn.sort(), told: told.sort(), shown: charts.length };
}
