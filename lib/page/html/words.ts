import { type Html, html } from './html';

const numbers = new Intl.NumberFormat('en-US');
const times = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** `12,345` */
export const formatNumber = (count: number): string => numbers.format(count);

/** `1 record`, `2,000 records`, `0 records`. */
export const formatQuantity = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

export const formatPeople = (count: number): string => formatQuantity(count, 'person', 'people');

/** `a`, `a and b`, `a, b and c` */
export const joinWords = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/**
 * Capitalizes the first letter of a sentence. A name at its start (`externalId`,
 * `attributes.active`) is unchanged.
 */
export const capitalize = (text: string): string =>
  /^[a-z]+ /.test(text) || /^[a-z]+$/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

/** Cuts a text to a number of characters, never inside one, and adds the full length. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = [...text.slice(0, most * 2)].slice(0, most).join('');
  return start.length === text.length ? text : `${start}… (${formatNumber(text.length)} characters)`;
}

const longestField = 200;
const longestSentence = 1000;

/**
 * Renders a text of the file in its own direction, so that it does not reorder the text around it.
 */
export const renderField = (text: string): Html => html`<bdi>${shorten(text, longestField)}</bdi>`;

/** As `renderField()`, for longer texts. */
export const renderSentence = (text: string): Html => html`<bdi>${shorten(text, longestSentence)}</bdi>`;

/**
 * Renders a point in time in UTC, `no` when there is none. Text that is no date is shown unchanged.
 */
export function renderTime(text: string | null): Html {
  if (text === null) return html`no`;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return renderField(text);
  return html`<time datetime="${new Date(milliseconds).toISOString()}">${times.format(milliseconds)} UTC</time>`;
}
