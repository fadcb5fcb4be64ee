import { callsInLast24Hours } from '../../graph/limits/quota';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { conditionsUseToday } from '../../mapping/file/days';
import type { Mapping } from '../../mapping/file/parse';
import { isDateDue } from '../feed/days';
import { isSameJob, readFeed } from '../feed/feedState';
import { readStagedLoss } from '../feed/stagedLoss';
import type { Ingestion } from '../ingestion';
import { minutesOf, type PeopleStore } from '../people/store';
import { userShapeOf } from '../people/storeBlob';
import type { Storage } from '../storage/connect';
import { readLedger } from '../storage/quotaLedger';
import type { SelectOptions } from './selectPeople';

export interface SelectionContext {
  mapping: Mapping;
  storage: Storage;
  /** Milliseconds since 1970. */
  now: number;
  /** The tenant's quota of calls in 24 hours. */
  callsPerDay: number;
  /** The job that is given the people, once it is known; the store's own until then. */
  job?: ProvisioningJob | undefined;
  ingestion?: Pick<Ingestion, 'id' | 'version' | 'day'>;
}

/** Reads what the selection of a file's people depends on, beside the file and the store. */
export async function readSelectOptions(
  { store, key }: { store: PeopleStore; key: string },
  { mapping, storage, now, callsPerDay, job = store.job, ingestion }: SelectionContext,
): Promise<SelectOptions> {
  const feed = await readFeed(mapping.feed, storage);
  const { accepted, decided = [] } = feed;
  const isAgain = accepted !== undefined && accepted.ingestionId === ingestion?.id; // for a decision
  const isForNewDay = ingestion !== undefined && isDateDue(feed, ingestion);
  return {
    mapping: isAgain || isForNewDay ? { ...mapping, send: 'changes' } : mapping,
    isForNewDay,
    canDayAddPeople: conditionsUseToday(mapping),
    decided: new Set(decided),
    store,
    key,
    now: minutesOf(now),
    callsLeft: Math.max(0, callsPerDay - callsInLast24Hours(await readLedger(storage), now)),
    isOtherJob: job !== undefined && store.job !== undefined && !isSameJob(store.job, job),
    stagedLossAt: job === undefined ? 0 : minutesOf(await readStagedLoss(job, storage)),
    isLegacyMapping: store.legacyMapping === userShapeOf(mapping),
  };
}
