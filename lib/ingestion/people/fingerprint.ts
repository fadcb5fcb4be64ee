import { hash } from 'node:crypto';
import type { LeafInfo, LeafValue } from '../../mapping/compile/compileNode';
import { enterpriseUser } from '../../scim/schemas';
import { normalizeId } from './person';
import { printSize } from './store';

/** No field holds it: a file with NUL is refused. */
const separator = '\0';

/** Another letter case of an id is no change. */
const idPaths = ['externalId', `${enterpriseUser}.manager.value`];

export interface FingerprintOptions {
  leaves: readonly LeafInfo[];
  /** Of the hashes. */
  key: string;
  /** Paths whose values have a byte each, in this order. */
  attributes: readonly string[];
}

/**
 * Makes fingerprints of users by their leaves' values, which come in the order of `leaves`. Two
 * users have the same one only if they are equal, whatever the order of the mapping's keys.
 */
export function createFingerprinter({ leaves, key, attributes }: FingerprintOptions) {
  const sorted = leaves
    .map(({ path }, index) => ({ path: hash('sha256', path, 'base64url').slice(0, 4), index })) // short: it is hashed with each value
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const indexes = sorted.map(({ index }) => index);
  // texts are marked by a quotation mark, so that none equals a number or a boolean
  const textPrefixes = sorted.map(({ path }) => `${separator}${path}"`);
  const otherPrefixes = sorted.map(({ path }) => `${separator}${path}=`);
  const isId = sorted.map(({ index }) => idPaths.includes(leaves[index]?.path ?? ''));
  const seed = Number.parseInt(hash('sha256', key, 'hex').slice(0, 8), 16);
  const places = attributes.map((path) => leaves.findIndex((leaf) => leaf.path === path));
  const areIds = attributes.map((path) => idPaths.includes(path));
  const compared = (value: LeafValue, isId: boolean): LeafValue =>
    isId && typeof value === 'string' ? normalizeId(value) : value;
  return {
    /** A character for each of its 16 bytes: a text costs a third of a buffer. */
    printOf(values: readonly LeafValue[]): string {
      let text = key;
      for (let place = 0; place < indexes.length; place++) {
        const value = values[indexes[place] as number];
        if (typeof value === 'string') {
          text += textPrefixes[place];
          text += isId[place] ? normalizeId(value) : value;
        } else if (value !== undefined) text += otherPrefixes[place] + String(value);
      }
      return hash('sha256', text, 'binary').slice(0, printSize);
    },
    /** Writes a byte for each attribute; 0 where the mapping has it no more. */
    writeBytes(values: readonly LeafValue[], target: Uint8Array, start: number): void {
      for (let attribute = 0; attribute < places.length; attribute++) {
        const place = places[attribute] as number;
        target[start + attribute] =
          place < 0 ? 0 : byteOf(textOf(compared(values[place] ?? null, areIds[attribute] === true)), seed);
      }
    },
  };
}

/** A text never equals a number or a boolean. */
const textOf = (value: LeafValue): string => (typeof value === 'string' ? `"${value}` : String(value));

/** 1 to 255 (FNV-1a). */
function byteOf(text: string, seed: number): number {
  let sum = seed;
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  return 1 + (((sum ^ (sum >>> 8) ^ (sum >>> 16) ^ (sum >>> 24)) & 0xff) % 255);
}

/** The fingerprint as version 0.1 made it. */
export function createLegacyFingerprinter(leaves: readonly LeafInfo[], key: string, header: string) {
  const isFed = leaves.map(({ constant }) => !constant);
  return (values: readonly LeafValue[]): string => {
    const text = header + values.filter((_, index) => isFed[index]).join(separator);
    return hash('sha256', key + text, 'binary').slice(0, printSize);
  };
}

/** Compares a fingerprint's characters, each a byte, with bytes. */
export function isSamePrint(print: string, prints: Uint8Array, index: number): boolean {
  const at = index * printSize;
  for (let byte = 0; byte < printSize; byte++) if (print.charCodeAt(byte) !== prints[at + byte]) return false;
  return true;
}
