import type { Checkpoint } from '../checkpoint';
import { isEnded } from '../states';
import type { Storage } from '../storage/connect';
import { openStateStore } from '../storage/stateStore';

/** Whoever is at work, or waits, wrote its checkpoint within this time. */
const longestSilence = 7 * 24 * 60 * 60 * 1000;

/** The ingestions that have begun to send to a job, and have not ended. */
export async function findUnfinishedUploads(jobId: string, storage: Storage, now: number): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, properties } of storage.state.listBlobsFlat()) {
    const [, folder, ingestionId] = /^((?:[a-z0-9-]+)\/([^/]+))\/checkpoint\.json$/.exec(name) ?? [];
    if (folder === undefined || ingestionId === undefined) continue;
    if (now - properties.lastModified.getTime() > longestSilence) continue;
    const checkpoint = await openStateStore(folder, storage).read<Checkpoint>('checkpoint');
    if (checkpoint?.job?.jobId === jobId && !isEnded(checkpoint)) found.push(ingestionId);
  }
  return found;
}
