import { hash } from 'node:crypto';

/** White space and characters that nobody sees: they are no part of an id. */
const invisible = /[\u00a0\u00ad\u200b-\u200f\u2060\ufeff]/g;
const plain = /^[!-~]+$/;

/** An id as it is compared: NFC, lower case, without outer white space and invisible characters. */
export const normalizeId = (id: string): string =>
  plain.test(id) ? id.toLowerCase() : id.replace(invisible, '').trim().toLowerCase().normalize('NFC');

/** What stands for a person: 62 bits of a keyed hash, so that no list of ids is kept. */
export const personKey = (externalId: string, key: string): bigint => keyOf(normalizeId(externalId), key);

/** The same as version 0.1 made it: of the id's exact text. */
export const exactPersonKey = (externalId: string, key: string): bigint => keyOf(externalId, key);

/** What stands for a user name; 0 for none. */
export const userNameKey = (userName: unknown, key: string): bigint =>
  typeof userName === 'string' && userName !== '' ? keyOf(`userName ${normalizeId(userName)}`, key) : 0n;

/** What stands for a text of the status column, which is none of the mapping's words. */
export const statusWordKey = (word: string, key: string): string => keyOf(`status ${word}`, key).toString(16);

const keyOf = (text: string, key: string): bigint =>
  BigInt(`0x${hash('sha256', key + text, 'hex').slice(0, 16)}`) >> 2n;

/** A key has 62 bits. */
const highestHalf = 2 ** 30;

/** Finds where a person stands among sorted keys; -1 for one who is not there. */
export function createFinder(keys: BigUint64Array): (person: bigint) => number {
  const halves = new Uint32Array(keys.buffer, keys.byteOffset, 2 * keys.length); // little-endian: low, high
  /** Keys are spread evenly: looks around where this one should be. */
  function around(high: number): { from: number; to: number } {
    let from = Math.min(keys.length, Math.floor((high / highestHalf) * keys.length));
    let to = from;
    for (let step = 64; to < keys.length && (halves[2 * to + 1] as number) < high; step *= 2) to += step;
    for (let step = 64; from > 0 && (halves[2 * from - 1] as number) >= high; step *= 2) from -= step;
    return { from: Math.max(0, from), to: Math.min(keys.length, to) };
  }
  return (person) => {
    const high = Number(person >> 32n); // plain numbers are compared ten times as fast
    let { from, to } = around(high);
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((halves[2 * middle + 1] as number) < high) from = middle + 1;
      else to = middle;
    }
    for (; from < keys.length && halves[2 * from + 1] === high; from++) if (keys[from] === person) return from;
    return -1;
  };
}

/** Whether keys are of different people, in their order. */
export function isSorted(keys: BigUint64Array): boolean {
  for (let index = 1; index < keys.length; index++)
    if ((keys[index] as bigint) <= (keys[index - 1] as bigint)) return false;
  return true;
}
