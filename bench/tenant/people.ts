import { dropRefreshes, orderRows } from '../../lib/ingestion/inspection/planOrder';
import { isRefreshDue } from '../../lib/ingestion/people/due';
import { minutesOf } from '../../lib/ingestion/people/store';
import type { Feed } from './feeds';
import type { FileHistory } from './history';
import { peoplePerCall, resendAllEveryDays, type Scenario } from './scenarios';

/** A feed's people, as numbers from 0: who waits to be sent, and who is sent when. */
export interface FeedPeople {
  /**
   * A file was read in which so many people differ from the file before; in the first one
   * everybody.
   */
  read(file: FileHistory, changed: number): void;
  /**
   * Whom a file sends that is about to begin, in the order of
   * lib/ingestion/inspection/planOrder.ts.
   */
  plan(now: number, callsLeft: number): Uint32Array;
  /** Entra accepted these. */
  sent(people: Uint32Array, now: number): void;
  /** Entra accepted the whole plan of a file. */
  accepted(): void;
}

const [changedGroup, notSentSince, sentSinceGroup] = [1, 2, 3];
const never = 0;

export function createPeople({ people: size }: Feed, { send }: Scenario, random: () => number): FeedPeople {
  /** Minutes since 1970. */
  const sentAt = new Uint32Array(size);
  const wasSentSince = new Uint8Array(size);
  /**
   * The first file since a person was sent that says something new of them, as its number from 1.
   */
  const waitsSince = new Uint16Array(size);
  const files: FileHistory[] = [];
  let sentInRound = 0;

  function endRound(): void {
    wasSentSince.fill(0);
    sentInRound = 0;
  }

  function addChange(person: number, number: number, file: FileHistory): void {
    if (waitsSince[person] !== 0) return; // they have waited longer
    waitsSince[person] = number;
    file.waiting++;
  }

  function groupOf(person: number, now: number): number {
    if (waitsSince[person] !== 0) return changedGroup;
    if (send === 'all') return wasSentSince[person] === 1 ? sentSinceGroup : notSentSince;
    const own = Math.imul(person, 0x9e3779b1) >>> 0;
    const isDue = isRefreshDue(own, sentAt[person] ?? never, { now: minutesOf(now), everyDays: resendAllEveryDays });
    return isDue ? notSentSince : 0;
  }

  return {
    read(file, changed) {
      const number = files.push(file);
      if (number === 1) for (let person = 0; person < size; person++) addChange(person, number, file);
      else for (let count = 0; count < changed; count++) addChange(Math.floor(random() * size), number, file);
    },
    plan(now, callsLeft) {
      const groups = new Uint8Array(size);
      for (let person = 0; person < size; person++) groups[person] = groupOf(person, now);
      const isRefresh = (person: number): boolean => groups[person] === notSentSince;
      if (send === 'changes')
        dropRefreshes(groups, { isRefresh, sentAt: (person) => sentAt[person] ?? never, callsLeft });
      return orderRows(groups);
    },
    sent(people, now) {
      for (const person of people) {
        sentAt[person] = minutesOf(now);
        if (wasSentSince[person] === 0) sentInRound++;
        wasSentSince[person] = 1;
        const file = files[(waitsSince[person] ?? 0) - 1];
        waitsSince[person] = 0;
        if (file !== undefined && --file.waiting === 0) file.delivered = now;
      }
      if (sentInRound === size) endRound();
    },
    accepted: endRound,
  };
}

/** The people of the requests from one number to another. */
export const peopleOf = (plan: Uint32Array, from: number, to: number): Uint32Array =>
  plan.subarray(from * peoplePerCall, to * peoplePerCall);
