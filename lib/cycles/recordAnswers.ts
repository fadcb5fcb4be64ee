import { createStoreFinder, minutesOf, type PeopleStore, storedOutcomes } from '../ingestion/people/store';
import { changePeople } from '../ingestion/people/storeBlob';
import type { Storage } from '../ingestion/storage/connect';
import type { Answers } from './answer';

export interface NewAnswers {
  /** By the person key of the normalised id. */
  answers: Answers;
  /** The person key of the exact id of each of these people, by that of the normalised id. */
  exactKeys: ReadonlyMap<bigint, bigint>;
  /** The time of the newest log entry that was read, in milliseconds since 1970; 0 for none. */
  newestEntry: number;
  /** Milliseconds since 1970. */
  now: number;
}

/** Entra keeps logs for at least 7 days. After a longer pause, entries can be lost. */
const maxPause = 6 * 24 * 60 * 60 * 1000;
/** How much newer the logs must be, in milliseconds, before that alone changes the store. */
const minProgress = 60 * 60 * 1000;

/** Records the answers about people in the feed's people store, whichever file sent them. */
export async function recordAnswers(feed: string, storage: Storage, newAnswers: NewAnswers): Promise<void> {
  await changePeople(feed, storage, (store) => {
    const changed = addOutcomes(store, newAnswers);
    const logs = updateLogs(store.logs, newAnswers);
    const hasProgress =
      store.keys.length > 0 && (logs.until - (store.logs?.until ?? 0) >= minProgress || store.logs === undefined);
    return changed || hasProgress ? { ...store, logs } : undefined;
  });
}

/** Changes the outcomes in the store itself. @returns whether any outcome changed */
function addOutcomes(store: PeopleStore, { answers, exactKeys }: NewAnswers): boolean {
  const find = createStoreFinder(store);
  let changed = false;
  for (const [person, { outcome, time }] of answers) {
    const index = find(person, () => exactKeys.get(person) ?? 0n);
    const code = storedOutcomes.indexOf(outcome);
    if (index < 0 || minutesOf(time) < (store.sentAt[index] ?? 0) || store.outcomes[index] === code) continue;
    store.outcomes[index] = code;
    changed = true;
  }
  return changed;
}

function updateLogs(logs: PeopleStore['logs'], { newestEntry, now }: NewAnswers): NonNullable<PeopleStore['logs']> {
  const isContinued = logs !== undefined && now - logs.checkedAt <= maxPause;
  return {
    since: isContinued ? logs.since : logs === undefined ? now - maxPause : now,
    until: Math.max(logs?.until ?? 0, newestEntry),
    checkedAt: now,
  };
}
