import type { Ingestion } from '../ingestion';
import { type Class, classes } from '../plan';
import { inTime } from '../storage/calls';
import { type LineWriter, lineWriter, readLines } from '../storage/jsonLines';

const verdicts = [...classes, 'rejected'] as const;

const pathOf = ({ folder }: Ingestion): string => `${folder}/records`;

/** A list of a file's records, whose outcomes are told later: line, externalId, and why it is sent or rejected. Deleted once they are told. */
export function recordList(ingestion: Ingestion): Omit<LineWriter, 'add'> & {
  add(record: SeenRecord): Promise<unknown> | undefined;
} {
  const writer = lineWriter(ingestion.storage.state.getBlockBlobClient(pathOf(ingestion)));
  return {
    ...writer,
    add: ({ line, externalId = null, verdict, reason }) =>
      writer.add([line, externalId, verdicts.indexOf(verdict), ...(reason === undefined ? [] : [reason])]),
  };
}

/** The list's records in file order. */
export async function* listedRecords(ingestion: Ingestion): AsyncGenerator<SeenRecord> {
  const lines = readLines<[number, string | null, number, string?]>(ingestion.storage.state, pathOf(ingestion));
  for await (const [line, externalId, verdict, reason] of lines)
    yield { line, externalId: externalId ?? undefined, verdict: verdicts[verdict] ?? 'changed', reason };
}

/** Deletes what holds people's ids and users, when nobody needs it any more. */
export async function dropPeoplesData({ folder, storage }: Ingestion): Promise<void> {
  for (const name of ['records', 'absent', 'answers'])
    await storage.state.getBlobClient(`${folder}/${name}`).deleteIfExists(inTime());
}

export interface SeenRecord {
  line: number;
  externalId: string | undefined;
  /** `rejected` says nothing of records that contradict one another. */
  verdict: Class | 'rejected';
  /** Why it is rejected; it quotes no field. */
  reason?: string | undefined;
}
