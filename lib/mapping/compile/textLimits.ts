import { type CelFunc, type CelList, CelScalar, celFunc, celList, celMethod, listType } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';

const { STRING, INT } = CelScalar;

/**
 * The most text, in UTF-16 units, that one evaluation makes with `+`, `replace`, `join` and `format`, all of it together:
 * chained, or once for each part of a text, they would fill the memory and the day.
 */
const mostText = 4 * 1024 * 1024;
/** The longest of these texts. */
const longestText = 1024 * 1024;

let made = 0;

/** To be called before each evaluation, which nothing interrupts. */
export function startCounting(): void {
  made = 0;
}

function bounded(length: number): void {
  made += length;
  if (length > longestText || made > mostText) throw new RangeError('text too long');
}

function replace(this: string, old: string, replacement: string, limit?: bigint): string {
  bounded(this.length + (this.length + 1) * replacement.length);
  let left = limit === undefined || limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  return this.replaceAll(old, (match) => (left-- > 0 ? replacement : match));
}

function join(texts: Iterable<unknown>, separator: string): string {
  const parts: string[] = [];
  let length = 0;
  for (const text of texts) {
    if (typeof text !== 'string') throw new TypeError('not a list of texts');
    length += text.length + separator.length;
    bounded(length);
    parts.push(text);
  }
  return parts.join(separator);
}

const libraryFormat = strings.find(({ name }) => name === 'format');

function format(this: string, values: CelList): string {
  const text = libraryFormat?.call(0, this, [values]);
  if (typeof text !== 'string') throw new TypeError('not a format');
  bounded(text.length);
  return text;
}

/** The most parts that `split` gives: what is done with each in a comprehension may read all of the text again. */
const mostParts = 1000;

function split(this: string, separator: string, limit?: bigint): CelList {
  const parts = limit === undefined || limit < 0n ? this.split(separator) : splitAtMost(this, separator, Number(limit));
  if (parts.length > mostParts) throw new RangeError('too many parts');
  return celList(parts);
}

/** The last part keeps what is left. */
function splitAtMost(text: string, separator: string, limit: number): string[] {
  const parts = text.split(separator);
  return parts.length <= limit
    ? parts
    : limit === 0
      ? []
      : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

/** What in CEL and its strings extension can multiply texts, with a bound; it stands in for the library's. */
export const boundedStrings: CelFunc[] = [
  celFunc('_+_', [STRING, STRING], STRING, (left, right) => {
    bounded(left.length + right.length);
    return left + right;
  }),
  celMethod('format', STRING, [listType(CelScalar.DYN)], STRING, format),
  celMethod('replace', STRING, [STRING, STRING], STRING, function (old, replacement) {
    return replace.call(this, old, replacement);
  }),
  celMethod('replace', STRING, [STRING, STRING, INT], STRING, function (old, replacement, limit) {
    return replace.call(this, old, replacement, limit);
  }),
  celMethod('split', STRING, [STRING], listType(STRING), function (separator) {
    return split.call(this, separator);
  }),
  celMethod('split', STRING, [STRING, INT], listType(STRING), function (separator, limit) {
    return split.call(this, separator, limit);
  }),
  celMethod('join', listType(CelScalar.DYN), [], STRING, function () {
    return join(this, '');
  }),
  celMethod('join', listType(CelScalar.DYN), [STRING], STRING, function (separator) {
    return join(this, separator);
  }),
];
