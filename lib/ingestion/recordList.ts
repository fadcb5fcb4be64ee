import type { Ingestion } from './ingestion';
import type { SeenRecord } from './inspect';
import { type LineWriter, lineWriter, readLines } from './lines';

const verdicts = ['unchanged', 'new', 'changed', 'repeated', 'rejected'] as const;

const pathOf = ({ folder }: Ingestion): string => `${folder}/records`;

/** A list of a file's records, whose outcomes are told later: line, externalId, and why it is sent. Deleted once they are told. */
export function recordList(ingestion: Ingestion): Omit<LineWriter, 'add'> & {
  add(record: SeenRecord): Promise<unknown> | undefined;
} {
  const writer = lineWriter(ingestion.storage.state.getBlockBlobClient(pathOf(ingestion)));
  return {
    ...writer,
    add: ({ line, externalId, verdict }) => writer.add([line, externalId ?? null, verdicts.indexOf(verdict)]),
  };
}

/** The list's records in file order. */
export async function* listedRecords(ingestion: Ingestion): AsyncGenerator<SeenRecord> {
  const lines = readLines<[number, string | null, number]>(ingestion.storage.state, pathOf(ingestion));
  for await (const [line, externalId, verdict] of lines)
    yield { line, externalId: externalId ?? undefined, verdict: verdicts[verdict] ?? 'changed' };
}

/** Deletes what holds people's ids and users, when nobody needs it any more. */
export async function dropPeoplesData({ folder, storage }: Ingestion): Promise<void> {
  for (const name of ['records', 'absent']) await storage.state.getBlobClient(`${folder}/${name}`).deleteIfExists();
}
