import { hash } from 'node:crypto';

/** White space and characters that nobody sees: they are no part of an id. */
const invisible = /[\u00a0\u00ad\u200b-\u200f\u2060\ufeff]/g;
const plain = /^[!-~]+$/;

/** An id as it is compared: NFC, lower case, without outer white space and invisible characters. */
export const normalizeId = (id: string): string =>
  plain.test(id) ? id.toLowerCase() : id.replace(invisible, '').trim().toLowerCase().normalize('NFC');

/** The key of a person: 62 bits of a keyed hash, so that no list of ids is kept. */
export const personKey = (externalId: string, key: string): bigint => keyOf(normalizeId(externalId), key);

/** The same as version 0.1 made it: of the id's exact text. */
export const exactPersonKey = (externalId: string, key: string): bigint => keyOf(externalId, key);

/** The key of a user name; 0 for none. */
export const userNameKey = (userName: unknown, key: string): bigint =>
  typeof userName === 'string' && userName !== '' ? keyOf(`userName ${normalizeId(userName)}`, key) : 0n;

/** The key of a text of the status column, which is none of the mapping's words. */
export const statusWordKey = (word: string, key: string): string => keyOf(`status ${word}`, key).toString(16);

const keyOf = (text: string, key: string): bigint =>
  BigInt(`0x${hash('sha256', key + text, 'hex').slice(0, 16)}`) >> 2n;

/** A key has 62 bits: its upper half has so many. */
const highBits = 30;
/** How many people share a part of the index: 4 bytes of it for so many. */
const peoplePerPart = 4;

/** Finds the index of a person among sorted keys; -1 for one who is not there. */
export function createFinder(keys: BigUint64Array): (person: bigint) => number {
  const halves = new Uint32Array(keys.buffer, keys.byteOffset, 2 * keys.length); // little-endian: low, high
  const bits = Math.min(20, Math.ceil(Math.log2(1 + keys.length / peoplePerPart)));
  const starts = indexParts(halves, bits);
  const wanted = new BigUint64Array(1); // read as plain numbers, which are compared ten times as fast
  const wantedHalves = new Uint32Array(wanted.buffer);
  return (person) => {
    wanted[0] = person;
    const [low, high] = [wantedHalves[0] as number, wantedHalves[1] as number];
    const part = high >>> (highBits - bits);
    const end = starts[part + 1] as number;
    for (let place = starts[part] as number; place < end; place++)
      if (halves[2 * place + 1] === high && halves[2 * place] === low) return place;
    return -1;
  };
}

/**
 * Where the keys begin that share their first bits; keys are spread evenly, so each part is small.
 */
function indexParts(halves: Uint32Array, bits: number): Uint32Array {
  const starts = new Uint32Array(2 ** bits + 1);
  for (let at = 1; at < halves.length; at += 2) {
    const part = (halves[at] as number) >>> (highBits - bits);
    starts[part + 1] = (starts[part + 1] as number) + 1;
  }
  for (let part = 1; part < starts.length; part++)
    starts[part] = (starts[part] as number) + (starts[part - 1] as number);
  return starts;
}

/** Whether keys are of different people, in their order. */
export function isSorted(keys: BigUint64Array): boolean {
  for (let index = 1; index < keys.length; index++)
    if ((keys[index] as bigint) <= (keys[index - 1] as bigint)) return false;
  return true;
}
