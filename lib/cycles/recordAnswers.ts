import { createStoreFinder, minutesOf, type PeopleStore, storedOutcomes } from '../ingestion/people/store';
import { changePeople } from '../ingestion/people/storeBlob';
import type { Storage } from '../ingestion/storage/connect';
import type { Answers } from './answer';

export interface NewAnswers {
  /** By the key of the normalised id. */
  answers: Answers;
  /** Of the same people, the keys of the ids' exact text. */
  exactKeys: ReadonlyMap<bigint, bigint>;
  /** The newest entry of the provisioning logs that was read; 0 for none. */
  newestEntry: number;
  /** Milliseconds since 1970. */
  now: number;
}

/** Logs that were not read for so long may have lost entries: they are kept for 7 days at least. */
const longestPause = 6 * 24 * 60 * 60 * 1000;
/** How much newer the logs must be before that alone is recorded, in milliseconds. */
const step = 60 * 60 * 1000;

/** Records in a feed's store what became of people since they were sent last, whichever file sent them. */
export async function recordAnswers(feed: string, storage: Storage, heard: NewAnswers): Promise<void> {
  await changePeople(feed, storage, (store) => {
    const changed = addOutcomes(store, heard);
    const logs = logsAfter(store.logs, heard);
    const isNews = store.keys.length > 0 && (logs.until - (store.logs?.until ?? 0) >= step || store.logs === undefined);
    return changed || isNews ? { ...store, logs } : undefined;
  });
}

/** Changes the store's own storedOutcomes. @returns whether there was anything to change */
function addOutcomes(store: PeopleStore, { answers, exactKeys }: NewAnswers): boolean {
  const find = createStoreFinder(store);
  let changed = false;
  for (const [person, { outcome, time }] of answers) {
    const place = find(person, () => exactKeys.get(person) ?? 0n);
    const code = storedOutcomes.indexOf(outcome);
    if (place < 0 || minutesOf(time) < (store.sentAt[place] ?? 0) || store.outcomes[place] === code) continue;
    store.outcomes[place] = code;
    changed = true;
  }
  return changed;
}

function logsAfter(logs: PeopleStore['logs'], { newestEntry, now }: NewAnswers): NonNullable<PeopleStore['logs']> {
  const isContinued = logs !== undefined && now - logs.checkedAt <= longestPause;
  return {
    since: isContinued ? logs.since : logs === undefined ? now - longestPause : now,
    until: Math.max(logs?.until ?? 0, newestEntry),
    checkedAt: now,
  };
}
