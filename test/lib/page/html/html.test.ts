import { html, toMarkup } from '../../../../lib/page/html/html';
import { hostile } from '../hostile';

const texts: [text: string, markup: string][] = [
  ['</style><script>alert(1)</script>', '&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;'],
  [`"double" 'single'`, '&quot;double&quot; &#39;single&#39;'],
  ['R&D &amp; &lt;b&gt;', 'R&amp;D &amp;amp; &amp;lt;b&amp;gt;'],
  ['👩‍💻 小明 שרה\u200e', '👩‍💻 小明 שרה\u200e'],
  ['a\tb\r\nc', 'a\tb\r\nc'],
  ['a\u202egpj.exe', 'a[U+202E]gpj.exe'],
  ['a\u2066b\u2069', 'a[U+2066]b[U+2069]'],
  ['a\u0000b\u001b[0m\u007f\u0085', 'a[U+0000]b[U+001B][0m[U+007F][U+0085]'],
  ['a\u200bb\ufeffc\u00add\u2028e', 'a[U+200B]b[U+FEFF]c[U+00AD]d[U+2028]e'],
  ['\ud83d alone', '[U+D83D] alone'],
  ['', ''],
];

test.each(texts)('`html` escapes %j', (text, markup) => {
  expect(toMarkup(html`<p>${text}</p>`)).toBe(`<p>${markup}</p>`);
});

test('`html` leaves nothing of hostile content that a parser takes for markup or for the end of an attribute', () => {
  for (const text of hostile) {
    const markup = toMarkup(html`${text}`);
    expect(markup).not.toMatch(/[<>"']/);
    expect(markup).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
  }
});

test('`html` takes in what `html` made, lists of it and numbers as they are, in their order', () => {
  const items = ['<a>', '<b>'].map((text) => html`<li>${text}</li>`);
  expect(toMarkup(html`<ul>${items}</ul>${html`<br>`}${12.5}`)).toBe(
    '<ul><li>&lt;a&gt;</li><li>&lt;b&gt;</li></ul><br>12.5',
  );
});

test('`html` takes no object from parsed JSON for markup', () => {
  const forged = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}');
  expect(toMarkup(html`${forged}`)).not.toContain('<script>');
});
