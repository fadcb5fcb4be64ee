import { type CelFunc, type CelList, CelScalar, celFunc, celList, celMethod, listType } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';

const { STRING, INT } = CelScalar;

/**
 * How much text, in UTF-16 units, `+`, `replace`, `join` and `format` can make in one evaluation,
 * all together. Without a limit, chained calls exhaust the memory or run for hours.
 */
const maxTotalLength = 4 * 1024 * 1024;
/** How long each of these texts can be. */
const maxTextLength = 1024 * 1024;

let totalLength = 0;

/** Call this before each evaluation. Evaluations are synchronous, so one count is enough. */
export function resetTextCount(): void {
  totalLength = 0;
}

function countText(length: number): void {
  totalLength += length;
  if (length > maxTextLength || totalLength > maxTotalLength) throw new RangeError('text too long');
}

const betweenPoints = /(?:)/gu;

function replace(this: string, old: string, replacement: string, limit?: bigint): string {
  countText(this.length + (this.length + 1) * replacement.length);
  let left = limit === undefined || limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  return this.replaceAll(old === '' ? betweenPoints : old, (match) => (left-- > 0 ? replacement : match));
}

function join(texts: Iterable<unknown>, separator: string): string {
  const parts: string[] = [];
  let length = 0;
  for (const text of texts) {
    if (typeof text !== 'string') throw new TypeError('not a list of texts');
    length += text.length + separator.length;
    countText(length);
    parts.push(text);
  }
  return parts.join(separator);
}

const libraryFormat = strings.find(({ name }) => name === 'format');

function format(this: string, values: CelList): string {
  const text = libraryFormat?.call(0, this, [values]);
  if (typeof text !== 'string') throw new TypeError('not a format');
  countText(text.length);
  return text;
}

/**
 * How many parts `split` can give. A comprehension can read the whole text again for each part.
 */
const maxParts = 1000;

function split(this: string, separator: string, limit?: bigint): CelList {
  const all = separator === '' ? [...this] : this.split(separator);
  const parts = limit === undefined || limit < 0n ? all : joinRest(all, separator, Number(limit));
  if (parts.length > maxParts) throw new RangeError('too many parts');
  return celList(parts);
}

/** Makes at most `limit` parts of them. The last part holds the rest. */
function joinRest(parts: string[], separator: string, limit: number): string[] {
  return parts.length <= limit
    ? parts
    : limit === 0
      ? []
      : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

/**
 * The functions of CEL and its strings extension that can multiply text, with limits. They replace
 * the library's own.
 */
export const limitedFunctions: CelFunc[] = [
  celFunc('_+_', [STRING, STRING], STRING, (left, right) => {
    countText(left.length + right.length);
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
