import { type CelFunc, CelScalar, celFunc, celMethod } from '@bufbuild/cel';
import { toAscii } from './ascii';

const { STRING, INT } = CelScalar;

const toPoints = (text: string): string[] => [...text];

function range(points: readonly string[], from: bigint, to = BigInt(points.length)): string {
  if (from < 0n || to < from || to > BigInt(points.length)) throw new RangeError('out of range');
  return points.slice(Number(from), Number(to)).join('');
}

/** Where a text is in another, in code points; -1 when it is not there. */
function findIn(text: string, part: string, from = 0): bigint {
  const points = toPoints(text);
  const start = points.slice(0, from).join('').length;
  const place = text.indexOf(part, start);
  return place === -1 ? -1n : BigInt(toPoints(text.slice(0, place)).length);
}

const one = (name: string, apply: (text: string) => string): CelFunc =>
  celMethod(name, STRING, [], STRING, function () {
    return apply(this);
  });

/**
 * The functions of texts that expressions have beside CEL's own, and those of the strings extension
 * that count: in code points, not in UTF-16 units.
 */
export const textFunctions: CelFunc[] = [
  one('lower', (text) => text.toLowerCase()),
  one('upper', (text) => text.toUpperCase()),
  one('nfc', (text) => text.normalize('NFC')),
  one('digits', (text) => text.replace(/\P{Nd}/gu, '')),
  one('ascii', (text) => toAscii(text)),
  celMethod('ascii', STRING, [STRING], STRING, function (language) {
    return toAscii(this, language);
  }),
  celMethod('padStart', STRING, [INT, STRING], STRING, function (length, filling) {
    const missing = Number(length) - toPoints(this).length;
    if (missing > 1000 || toPoints(filling).length !== 1)
      throw new RangeError('a length up to 1000, and one character');
    return missing > 0 ? filling.repeat(missing) + this : String(this);
  }),
  celMethod('charAt', STRING, [INT], STRING, function (place) {
    const points = toPoints(this);
    if (place < 0n || place > BigInt(points.length)) throw new RangeError('out of range');
    return points[Number(place)] ?? '';
  }),
  celMethod('substring', STRING, [INT], STRING, function (from) {
    return range(toPoints(this), from);
  }),
  celMethod('substring', STRING, [INT, INT], STRING, function (from, to) {
    return range(toPoints(this), from, to);
  }),
  celMethod('indexOf', STRING, [STRING], INT, function (part) {
    return findIn(this, part);
  }),
  celMethod('indexOf', STRING, [STRING, INT], INT, function (part, from) {
    if (from < 0n || from > BigInt(toPoints(this).length)) throw new RangeError('out of range');
    return findIn(this, part, Number(from));
  }),
  celMethod('lastIndexOf', STRING, [STRING], INT, function (part) {
    const place = this.lastIndexOf(part);
    return place === -1 ? -1n : BigInt(toPoints(this.slice(0, place)).length);
  }),
  celMethod('lastIndexOf', STRING, [STRING, INT], INT, function (part, from) {
    const points = toPoints(this);
    if (from < 0n || from > BigInt(points.length)) throw new RangeError('out of range');
    const place = this.lastIndexOf(part, points.slice(0, Number(from)).join('').length);
    return place === -1 ? -1n : BigInt(toPoints(this.slice(0, place)).length);
  }),
  celMethod('reverse', STRING, [], STRING, function () {
    return toPoints(this).reverse().join('');
  }),
  celFunc('size', [STRING], INT, (text) => BigInt(toPoints(text).length)),
  celMethod('size', STRING, [], INT, function () {
    return BigInt(toPoints(this).length);
  }),
];
