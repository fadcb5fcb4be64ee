import { type CelFunc, type CelList, CelScalar, celList, celMethod, listType } from '@bufbuild/cel';

const { STRING, INT } = CelScalar;

/** The longest text that `replace` and `join` give, in UTF-16 units: chained without a bound, they would fill the memory. */
const longestText = 1024 * 1024;

function bounded(length: number): void {
  if (length > longestText) throw new RangeError('text too long');
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

/** The functions of CEL's strings extension that can multiply texts, with a bound; they stand in for the library's. */
export const boundedStrings: CelFunc[] = [
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
