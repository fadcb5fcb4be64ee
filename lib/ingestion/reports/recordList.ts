import type { Ingestion } from '../ingestion';
import type { ChangeKind } from '../plan';
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

/** As they are stored. */
const codes: Readonly<Record<InspectedRecord['verdict'], number>> = {
  unchanged: 0,
  new: 1,
  changed: 2,
  unknown: 3,
  failed: 4,
  unanswered: 5,
  refresh: 6,
  rejected: 7,
};
const verdicts = new Map(Object.entries(codes).map(([verdict, code]) => [code, verdict as InspectedRecord['verdict']]));

const pathOf = ({ folder }: Ingestion): string => `${folder}/records`;

/**
 * A list of a file's records, whose outcomes are reported later: line, externalId, and why it is sent
 * or rejected. Deleted once they are reported.
 */
export function createRecordList(ingestion: Ingestion): Omit<JsonLinesWriter, 'add'> & {
  add(record: InspectedRecord): Promise<unknown> | undefined;
} {
  const writer = createJsonLinesWriter(ingestion.storage.state.getBlockBlobClient(pathOf(ingestion)));
  return {
    ...writer,
    add: ({ line, externalId = null, verdict, reason }) =>
      writer.add([line, externalId, codes[verdict], ...(reason === undefined ? [] : [reason])]),
  };
}

/** The list's records in file order. */
export async function* readRecordList(ingestion: Ingestion): AsyncGenerator<InspectedRecord> {
  const lines = readJsonLines<[number, string | null, number, string?]>(ingestion.storage.state, pathOf(ingestion));
  for await (const [line, externalId, verdict, reason] of lines)
    yield { line, externalId: externalId ?? undefined, verdict: verdicts.get(verdict) ?? 'changed', reason };
}
