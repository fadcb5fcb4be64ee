import { readCsv } from '../csv/read';
import { absentUsers } from '../ingestion/absent';
import { type Checkpoint, newCheckpoint } from '../ingestion/checkpoint';
import type { Ingestion, MappedIngestion } from '../ingestion/ingestion';
import { personHash } from '../ingestion/people/people';
import { type FrozenPlan, fromRuns } from '../ingestion/plan';
import { listedRecords } from '../ingestion/recordList';
import { readBlob } from '../ingestion/storage';
import type { Answer, Answers } from './answer';
import { explain, type WhoActs } from './catalogue';

/** What became of a record, the most urgent first (contract, section 9). */
export const outcomes = [
  'rejected',
  'failed',
  'warning',
  'no answer yet',
  'created',
  'updated',
  'disabled',
  'skipped',
  'unchanged',
] as const;
export type Outcome = (typeof outcomes)[number];

/** A record, or a person who was absent from the file and has no line in it. */
export interface OutcomeRow {
  line: number | undefined;
  externalId: string;
  outcome: Outcome;
  answer: Answer | undefined;
}

export interface OutcomesOf {
  ingestion: Ingestion;
  plan: FrozenPlan;
  /** Lines that Entra refused. */
  refused: ReadonlySet<number>;
  answers: Answers;
  key: string;
}

/** The records of an ingestion, each with what became of it, in file order; those for which another one stands are left out. */
export async function* outcomesOf({ ingestion, plan, refused, answers, key }: OutcomesOf): AsyncGenerator<OutcomeRow> {
  const duplicates = fromRuns(plan.duplicates);
  const conflicts = new Map(plan.conflicts);
  const answerFor = (externalId: string): Answer | undefined => answers.get(personHash(externalId, key));
  let number = 0;
  for await (const { line, externalId = '', verdict } of listedRecords(ingestion)) {
    const own = number++;
    if (duplicates.has(own)) continue;
    if (verdict === 'rejected' || conflicts.has(own) || refused.has(line)) {
      yield { line, externalId, outcome: 'rejected', answer: undefined };
    } else if (verdict === 'unchanged') {
      yield { line, externalId, outcome: 'unchanged', answer: undefined };
    } else {
      const answer = answerFor(externalId);
      yield { line, externalId, outcome: answer?.outcome ?? 'no answer yet', answer };
    }
  }
  for await (const { externalId } of absentUsers(ingestion as MappedIngestion)) {
    const answer = answerFor(externalId);
    yield { line: undefined, externalId, outcome: answer?.outcome ?? 'no answer yet', answer };
  }
}

/** What is known of an ingestion but for its answers; `undefined` when it has no plan any more. */
export async function plannedOf(
  ingestion: Ingestion,
): Promise<Pick<OutcomesOf, 'ingestion' | 'plan' | 'refused'> | undefined> {
  const plan = await ingestion.state.read<FrozenPlan>('plan');
  const { refused } = (await ingestion.state.read<Checkpoint>('checkpoint')) ?? newCheckpoint;
  return plan && { ingestion, plan, refused: new Set(refused.map(({ line }) => line)) };
}

/** Why records were rejected, by line, as `rejected.csv` tells it. */
export async function rejectionReasons({ folder, storage }: Ingestion): Promise<Map<number, string>> {
  const found = await readBlob(storage.reports.getBlobClient(`${folder}/rejected.csv`));
  const reasons = new Map<number, string>();
  if (found === undefined) return reasons;
  const { batches } = await readCsv(chunk(found.bytes), {});
  for await (const batch of batches) {
    for (const { fields } of batch) reasons.set(Number(fields.at(-2)), fields.at(-1) ?? '');
  }
  return reasons;
}

async function* chunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** What a row tells beside its outcome. */
export interface Told {
  reason: string;
  whoActs: WhoActs;
}

export interface ToldOptions {
  rejections: ReadonlyMap<number, string>;
  /** Whether nobody waits for answers any more. */
  final: boolean;
  /** Whether a person failed so often that we send them no more by ourselves. */
  isGivenUp: (externalId: string) => boolean;
}

export function toldOf({ line, externalId, outcome, answer }: OutcomeRow, options: ToldOptions): Told {
  const { rejections, final, isGivenUp } = options;
  if (outcome === 'rejected')
    return { reason: rejections.get(line ?? 0) ?? 'the record could not be sent: see rejected.csv', whoActs: 'HR' };
  if (outcome === 'no answer yet')
    return final
      ? {
          reason: 'Entra said nothing of this person within 48 hours: is the provisioning job running?',
          whoActs: 'identity administrator',
        }
      : { reason: 'Entra has not said anything of this person yet', whoActs: 'nobody' };
  if (outcome === 'unchanged')
    return { reason: 'nothing changed since the last file, so nothing was sent', whoActs: 'nobody' };
  if (outcome === 'failed' || outcome === 'warning') return troubleOf(answer, isGivenUp(externalId));
  const gone = line === undefined ? 'no longer in the file' : '';
  return { reason: outcome === 'skipped' ? 'Entra found nothing to change' : gone, whoActs: 'nobody' };
}

function troubleOf(answer: Answer | undefined, isGivenUp: boolean): Told {
  const { reason, whoActs } = explain(answer?.errorCode ?? '');
  if (!isGivenUp) return { reason, whoActs };
  return {
    reason: `failed each time it was sent, and is not sent again until the record changes: ${reason}`,
    whoActs: whoActs === 'nobody' ? 'identity administrator' : whoActs,
  };
}
