import type { Ingestion } from '../ingestion';
import { type ChangeKind, changeKinds } from '../plan';
import { createJsonLinesWriter, type JsonLinesWriter, readJsonLines } from '../storage/jsonLines';

/** A record of the list. */
export interface InspectedRecord {
  line: number;
  externalId: string | undefined;
  /** `rejected` says nothing of records that contradict one another. */
  verdict: ChangeKind | 'rejected';
  /** Why it is rejected; it quotes no field. */
  reason?: string | undefined;
}

const verdicts = [...changeKinds, 'rejected'] as const;

const pathOf = ({ folder }: Ingestion): string => `${folder}/records`;

/**
 * A list of a file's records, whose outcomes are told later: line, externalId, and why it is sent
 * or rejected. Deleted once they are told.
 */
export function createRecordList(ingestion: Ingestion): Omit<JsonLinesWriter, 'add'> & {
  add(record: InspectedRecord): Promise<unknown> | undefined;
} {
  const writer = createJsonLinesWriter(ingestion.storage.state.getBlockBlobClient(pathOf(ingestion)));
  return {
    ...writer,
    add: ({ line, externalId = null, verdict, reason }) =>
      writer.add([line, externalId, verdicts.indexOf(verdict), ...(reason === undefined ? [] : [reason])]),
  };
}

/** The list's records in file order. */
export async function* readRecordList(ingestion: Ingestion): AsyncGenerator<InspectedRecord> {
  const lines = readJsonLines<[number, string | null, number, string?]>(ingestion.storage.state, pathOf(ingestion));
  for await (const [line, externalId, verdict, reason] of lines)
    yield { line, externalId: externalId ?? undefined, verdict: verdicts[verdict] ?? 'changed', reason };
}
