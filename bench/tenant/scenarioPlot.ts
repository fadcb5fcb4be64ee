import { type FeedMeasures, type Measures, starvedAmong } from './measures';

const [left, right, titleHeight, plotHeight] = [70, 944, 22, 130];
/** In hours: the ends of the axis, and its marks. */
const [least, most] = [1 / 60, 24 * 7 * 13];
const marks: [number, string][] = [
  [1 / 60, '1 min'],
  [1 / 6, '10 min'],
  [1, '1 h'],
  [6, '6 h'],
  [24, '1 day'],
  [24 * 7, '1 week'],
  [24 * 7 * 4, '4 weeks'],
];
const groups = [
  { name: 'the 7 smallest feeds', from: 0, to: 7, colour: '#5aa469' },
  { name: 'the 7 in the middle', from: 7, to: 14, colour: '#3b6fb6' },
  { name: 'the 6 largest', from: 14, to: 20, colour: '#c2452d' },
];

const yOf = (hours: number): number => {
  const share = Math.log(Math.max(least, Math.min(most, hours)) / least) / Math.log(most / least);
  return plotHeight * (1 - share);
};
const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${x}" y="${y}"${more}>${words}</text>`;

/** One scenario's plot, whose title says what is seen. */
export function panelOf(measures: Measures, top: number): string {
  const { feeds, days } = measures;
  const width = right - left;
  const xOf = (dayNumber: number): number => left + (width * (dayNumber + 0.5)) / days;
  return [
    `<g transform="translate(0 ${top})">`,
    text(16, 14, titleOf(measures), ' font-weight="600"'),
    `<g transform="translate(0 ${titleHeight})">`,
    ...marks.map(
      ([hours, name]) =>
        `<path d="M${left} ${yOf(hours).toFixed(1)}H${right}" stroke="${hours === 24 ? '#999' : '#e4e4e4'}"/>${text(left - 6, Math.round(yOf(hours)) + 4, name, ' text-anchor="end" fill="#555"')}`,
    ),
    ...daysMarked(days).map((number) =>
      text(Math.round(xOf(number - 1)), plotHeight + 16, `day ${number}`, ' text-anchor="middle" fill="#555"'),
    ),
    ...groups.map(
      ({ from, to, colour }) =>
        `<path d="${dotsOf(feeds.slice(from, to), days, xOf)}" fill="none" stroke="${colour}" stroke-width="3.5" stroke-linecap="round"/>`,
    ),
    '</g></g>',
  ].join('\n');
}

function titleOf(measures: Measures): string {
  const { scenario, feeds } = measures;
  const { title, callsPerDay, people } = scenario;
  const starved = starvedAmong(measures).length;
  const waits = feeds.map(({ longestWait }) => longestWait).filter((wait) => !Number.isNaN(wait));
  const loads = feeds.map(({ firstLoad }) => firstLoad);
  const seen =
    starved === 0
      ? `first loads take ${Math.max(...loads).toFixed(1)} days at most, a change waits ${Math.max(...waits).toFixed(1)} hours at most`
      : `${starved} of ${feeds.length} feeds starve`;
  return `${title} (${callsPerDay.toLocaleString('en-US')} calls a day, up to ${people[1].toLocaleString('en-US')} people): ${seen}`;
}

function daysMarked(days: number): number[] {
  const step = days > 120 ? 30 : days > 21 ? 7 : 1;
  return Array.from({ length: Math.floor(days / step) }, (_, index) => (index + 1) * step);
}

/** The longest wait of each day among some feeds, a dot each. */
function dotsOf(feeds: readonly FeedMeasures[], days: number, xOf: (day: number) => number): string {
  const dots: string[] = [];
  for (let number = 0; number < days; number++) {
    const waits = feeds.flatMap(({ waits }) => waits.get(number) ?? []);
    if (waits.length > 0) dots.push(`M${xOf(number).toFixed(1)} ${yOf(Math.max(...waits)).toFixed(1)}h0`);
  }
  return dots.join('');
}

/** What the colours mean, for all panels. */
export const legend = (y: number): string =>
  groups.map(({ name, colour }, index) => text(left + index * 150, y, `■ ${name}`, ` fill="${colour}"`)).join('\n');
