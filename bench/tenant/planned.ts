import type { Feed } from './feeds';
import { peoplePerCall, resendAllEveryDays, type Scenario } from './scenarios';
import type { FileStory } from './story';
import { day } from './time';

/** How many requests a feed's files make: as lib/ingestion/inspection/planBase.ts has it, with numbers in place of people. */
export interface Planned {
  /** A file was read in which some people differ from the file before. */
  read(changed: number): void;
  /** The requests of a file that is about to begin to send. */
  requests(now: number): number;
  /** It begins to send: until it was accepted, nobody knows for sure what Entra was given. */
  begins(file: FileStory): void;
  accepted(now: number): void;
}

const daysBetween = (from: number, to: number): number => Math.floor(to / day) - Math.floor(from / day);

export function createPlanned({ people }: Feed, { send }: Scenario): Planned {
  let resentAt: number | undefined;
  let everybody = true;
  let changed = 0;
  let sentSince: FileStory[] = [];
  return {
    read(more) {
      changed = Math.min(people, changed + more);
    },
    requests(now) {
      const isDue = resentAt === undefined || daysBetween(resentAt, now) >= resendAllEveryDays;
      everybody = send === 'all' || isDue || sentSince.length > 0;
      return Math.ceil((everybody ? people : changed) / peoplePerCall);
    },
    begins(file) {
      if (!sentSince.includes(file)) sentSince.push(file);
    },
    accepted(now) {
      if (everybody) resentAt = now;
      changed = 0;
      sentSince = [];
    },
  };
}
