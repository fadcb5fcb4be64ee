import { checkSameVersion, findIngestion } from '../ingestion/feed/decisions';
import type { Ingestion } from '../ingestion/ingestion';
import type { SavedPlan } from '../ingestion/plan';
import { openBlob } from '../ingestion/storage/blobs';
import type { Storage } from '../ingestion/storage/connect';
import type { OtherFile } from './baseline';

/**
 * The file of an ingestion, as it lies in `hr-inbox`. @throws DecisionError when there is no such
 * ingestion, or its file was replaced or removed
 */
export async function openIngestedFile(id: string, storage: Storage): Promise<OtherFile & { ingestion: Ingestion }> {
  const { ingestion } = await findIngestion(id, storage);
  await checkSameVersion(ingestion);
  const plan = await ingestion.documents.read<SavedPlan>('plan');
  const { version } = ingestion;
  return { ingestion, name: version.path, open: openBlob(version, storage), sha256: plan?.sha256 ?? '' };
}
