import { hash } from 'node:crypto';

/** What a file says of its people, compactly; also, of the last accepted file, the feed's baseline. */
export interface People {
  /** One number a person, sorted: a 50-bit keyed hash of externalId, times 4, plus flags. */
  entries: Float64Array;
  /** How many of them are sent … */
  sent: number;
  /** … and in how many of those each mapped column is filled. */
  filled: Readonly<Record<string, number>>;
  /** Rejected records of which it is not known whose they are. */
  unnamed: number;
}

export const [activeFlag, rejectedFlag] = [1, 2];
const flags = 4;

export const isActive = (entry: number): boolean => (entry % flags) % 2 === activeFlag;
export const isRejected = (entry: number): boolean => entry % flags >= rejectedFlag;
export const personOf = (entry: number): number => Math.floor(entry / flags);
export const entryOf = (person: number, flag: number): number => person * flags + flag;

/** A person's number: 50 bits of a keyed hash, so that no list of externalIds is kept. */
export function personHash(externalId: string, key: string): number {
  const hex = hash('sha256', key + externalId, 'hex');
  return Number.parseInt(hex.slice(0, 13), 16) % 2 ** 50;
}
