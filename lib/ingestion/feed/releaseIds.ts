import { type Checkpoint, newCheckpoint, noProgress, readCheckpoint } from '../checkpoint';
import { type Ingestion, identityOf, ingestionAt } from '../ingestion';
import { changePeople } from '../people/storeBlob';
import type { SetAside } from '../plan';
import { untrackOutcomes } from '../reports/pendingOutcomes';
import { reportOf, writeReport } from '../reports/report';
import { isComplete } from '../states';
import { callTimeout } from '../storage/calls';
import { enqueueFile } from '../storage/resumeQueue';
import { addOpenIngestion, readFeed, updateFeed } from './feedState';

/**
 * The ingestion that is to run again when somebody decides about the set-aside people of this one:
 * the feed's newest, when that has ended well.
 * @returns `undefined` when this one is neither the newest nor the last accepted one
 */
export async function findIngestionToRepeat({ id, feed, storage }: Ingestion): Promise<Ingestion | undefined> {
  const { newest, accepted } = await readFeed(feed, storage);
  if (newest === undefined || ![newest.id, accepted?.ingestionId].includes(id)) return undefined;
  const ingestion = ingestionAt(feed, newest.id, newest, storage);
  return isComplete(await readCheckpoint(ingestion)) ? ingestion : undefined;
}

/**
 * Records that these people are sent under their new ids, and has an ingestion run again that has
 * ended: it is planned anew, and what Entra was given of it is not sent again.
 */
export async function repeatIngestion(ingestion: Ingestion, setAside: readonly SetAside[]): Promise<void> {
  const { id, feed, folder, storage, documents, version } = ingestion;
  const people = setAside.map(({ person }) => person);
  await updateFeed(feed, storage, (current) => ({
    ...addOpenIngestion(current, id, identityOf(ingestion)),
    decided: [...new Set([...(current.decided ?? []), ...people])],
  }));
  await forgetMove(ingestion);
  await untrackOutcomes(ingestion); // they are tracked from the next request on
  await documents.remove('plan');
  await storage.reports.getBlobClient(`${folder}/rejected.csv`).deleteIfExists(callTimeout());
  const again = await documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) => {
    const { job: _, inspectedAt: __, acceptedAt: ___, notes: ____, ...rest } = current;
    return { ...rest, ...noProgress, state: 'inspecting', reasons: [], begun: 0, inFlight: 0 };
  });
  await writeReport(reportOf(ingestion, again, undefined), ingestion);
  await enqueueFile(version.path, 0, storage);
}

/** Lets the store take what the same ingestion sends once more. */
async function forgetMove({ id, feed, storage }: Ingestion): Promise<void> {
  await changePeople(feed, storage, (store) => {
    const { moved, newest, ...others } = store;
    if (moved?.ingestionId !== id && newest?.ingestionId !== id) return undefined;
    return {
      ...others,
      revision: store.revision + 1,
      ...(moved !== undefined && moved.ingestionId !== id && { moved }),
      ...(newest && { newest: { ...newest, ingestionId: newest.ingestionId === id ? '' : newest.ingestionId } }),
    };
  });
}
