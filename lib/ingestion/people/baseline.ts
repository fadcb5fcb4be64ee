import { z } from 'zod';
import { printSize } from './bytes';
import { indexOfPerson, isAbsent, isSorted } from './people';
import { bigNumbers, fromBytes, numbers, toBytes } from './sections';

/**
 * What Entra was given of each person of a feed, up to its last accepted file: 31 bytes a person.
 */
export interface Baseline extends About {
  /**
   * One number a person, sorted, as in `People`; those that were absent from the last file are
   * flagged so.
   */
  entries: BigUint64Array;
  /** A fingerprint (16 bytes) of each user as sent; nothing where everybody is sent each time. */
  prints: Buffer;
  /** When each was sent last, minutes since 1970. */
  sentAt: Uint32Array;
  /** What became of each: an index of `outcomes`. */
  outcomes: Uint8Array;
  /** How often in a row each was sent again because the time before had failed. */
  repeats: Uint8Array;
  /** Who stood in the last accepted file: 1, else 0. */
  recent: Uint8Array;
}

const aboutSchema = z.object({
  /** The file's people that could be sent … */
  sent: z.int(),
  /** … and in how many of those each mapped column was filled. */
  filled: z.record(z.string(), z.int()),
  ingestionId: z.string(),
  /** When everybody was sent last: milliseconds since 1970. */
  resentAt: z.number(),
});
type About = z.infer<typeof aboutSchema>;

/** What a person's newest entries in the provisioning logs came to. */
export const outcomes: readonly string[] = [
  'no answer yet',
  'failed',
  'warning',
  'created',
  'updated',
  'disabled',
  'skipped',
];
export const failed = outcomes.indexOf('failed');
const unanswered = outcomes.indexOf('no answer yet');

export const minutesOf = (milliseconds: number): number => Math.floor(milliseconds / 60_000);

export const hasPrints = ({ prints, entries }: Baseline): boolean =>
  entries.length > 0 && prints.length === entries.length * printSize;

/**
 * Entra tries whoever failed again by itself, daily: we do so once a day at most, and no more than
 * so often in a row.
 */
export const mostRepeats = 5;

/** Whether somebody is to be sent again though nothing changed. */
export const isDue = ({ outcomes, repeats, sentAt }: Baseline, index: number, now: number): boolean =>
  outcomes[index] === failed && (repeats[index] ?? 0) < mostRepeats && dayOf(sentAt[index] ?? 0) < dayOf(now);

/** Whether somebody failed so often that a person must act. */
export const isGivenUp = ({ outcomes, repeats }: Baseline, index: number): boolean =>
  outcomes[index] === failed && (repeats[index] ?? 0) >= mostRepeats;

const longestWait = 30 * 24 * 60;

/** Whether somebody was deactivated for absence, and Entra has not said yet that it is done. */
export const isStillLeaving = (baseline: Baseline, index: number, now: number): boolean =>
  isAbsent(baseline.entries[index] as bigint) &&
  [unanswered, failed].includes(baseline.outcomes[index] ?? unanswered) &&
  !isGivenUp(baseline, index) &&
  now - (baseline.sentAt[index] ?? 0) < longestWait;

const dayOf = (minutes: number): number => Math.floor(minutes / (24 * 60));

export function isAnybodyDue(baseline: Baseline, now: number): boolean {
  for (let index = 0; index < baseline.entries.length; index++) if (isDue(baseline, index, now)) return true;
  return false;
}

export const indexIn = ({ entries }: Baseline, person: bigint): number => indexOfPerson(entries, person);

export const baselineToBytes = ({ entries, prints, sentAt, outcomes, repeats, recent, ...about }: Baseline): Buffer =>
  toBytes(about, { entries, prints, sentAt, outcomes, repeats, recent });

/**
 * Reads what `baselineToBytes()` wrote, of this version or a later one; `undefined` for anything
 * else.
 */
export function baselineFromBytes(bytes: Buffer): Baseline | undefined {
  const found = fromBytes(bytes);
  const { data } = aboutSchema.safeParse(found?.rest);
  if (found === undefined || data === undefined) return undefined;
  const section = (name: string): Buffer => found.sections.get(name) ?? Buffer.alloc(0);
  const baseline: Baseline = {
    ...data,
    entries: bigNumbers(section('entries')),
    prints: section('prints'),
    sentAt: numbers(section('sentAt')),
    outcomes: section('outcomes'),
    repeats: section('repeats'),
    recent: section('recent'),
  };
  const { entries, prints, sentAt, outcomes, repeats, recent } = baseline;
  const whole = [sentAt, outcomes, repeats, recent].every(({ length }) => length === entries.length);
  return whole && [0, entries.length * printSize].includes(prints.length) && isSorted(entries) ? baseline : undefined;
}
