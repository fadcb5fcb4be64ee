import { type Html, html } from './html';

const numbers = new Intl.NumberFormat('en-US');
const times = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** `12,345` */
export const grouped = (count: number): string => numbers.format(count);

/** `1 record`, `2,000 records`, `no records` is never said: 0 is a number that people look for. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

export const people = (count: number): string => counted(count, 'person', 'people');

/** `a`, `a and b`, `a, b and c` */
export const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** A sentence's first letter; a name that begins it (`externalId`, `attributes.active`) stays as it is spelt. */
export const capitalized = (text: string): string =>
  /^[a-z]+ /.test(text) || /^[a-z]+$/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

/** At most so many characters, none of them cut in two, and how long the text really is. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = [...text.slice(0, most * 2)].slice(0, most).join('');
  return start.length === text.length ? text : `${start}… (${grouped(text.length)} characters)`;
}

const longestField = 200;
const longestSentence = 1000;

/** A text from a file, in an element of its own direction: whatever it holds, what stands around it is read as it was written. */
export const field = (text: string): Html => html`<bdi>${shortened(text, longestField)}</bdi>`;

/** As a field, for a text that was written to be read whole. */
export const sentence = (text: string): Html => html`<bdi>${shortened(text, longestSentence)}</bdi>`;

/** A moment (`no` when it has not come), in UTC whatever the machine's own zone; what is no moment stands as it is. */
export function time(text: string | null): Html {
  if (text === null) return html`no`;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return field(text);
  return html`<time datetime="${new Date(milliseconds).toISOString()}">${times.format(milliseconds)} UTC</time>`;
}
