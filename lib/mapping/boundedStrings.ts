import { type CelFunc, CelScalar, celMethod, listType } from '@bufbuild/cel';

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

/** The two functions of CEL's strings extension that can multiply a text's length, with a bound; they stand in for the library's. */
export const boundedStrings: CelFunc[] = [
  celMethod('replace', STRING, [STRING, STRING], STRING, function (old, replacement) {
    return replace.call(this, old, replacement);
  }),
  celMethod('replace', STRING, [STRING, STRING, INT], STRING, function (old, replacement, limit) {
    return replace.call(this, old, replacement, limit);
  }),
  celMethod('join', listType(CelScalar.DYN), [], STRING, function () {
    return join(this, '');
  }),
  celMethod('join', listType(CelScalar.DYN), [STRING], STRING, function (separator) {
    return join(this, separator);
  }),
];
