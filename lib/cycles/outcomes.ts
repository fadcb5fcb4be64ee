import type { Outcome } from '../graph/logs/vocabulary';
import { readCheckpoint, type State } from '../ingestion/checkpoint';
import type { Ingestion } from '../ingestion/ingestion';
import { readDeactivations } from '../ingestion/people/deactivations';
import { personKey } from '../ingestion/people/person';
import type { SavedPlan } from '../ingestion/plan';
import { createRangeCheck } from '../ingestion/ranges';
import { readRecordList } from '../ingestion/reports/recordList';
import { contradictionReason, refusalOf } from '../ingestion/reports/rejections';
import type { Answer, Answers } from './answer';
import { explainErrorCode, type WhoActs } from './errorCodes';

/** A record, or a person who was absent from the file and has no line in it. */
export interface OutcomeRow {
  line: number | undefined;
  externalId: string;
  outcome: Outcome;
  answer?: Answer | undefined;
  /** Why it was rejected. */
  rejection?: string;
}

export interface OutcomesInput {
  ingestion: Ingestion;
  plan: SavedPlan;
  /** Why Entra refused records, by their lines. */
  refused: ReadonlyMap<number, string>;
  answers: Answers;
  key: string;
}

/** The records of an ingestion, each with what became of it, in file order; those for which another one stands are left out. */
export async function* listOutcomes(of: OutcomesInput): AsyncGenerator<OutcomeRow> {
  const { ingestion, plan, refused } = of;
  const isDuplicate = createRangeCheck(plan.duplicates);
  const conflicts = new Map(plan.conflicts);
  let number = 0;
  for await (const { line, externalId = '', verdict, reason } of readRecordList(ingestion)) {
    const own = number++;
    if (isDuplicate(own)) continue;
    const conflict = conflicts.get(own);
    const rejection = conflict === undefined ? (reason ?? refused.get(line)) : contradictionReason(conflict);
    if (rejection !== undefined) yield { line, externalId, outcome: 'rejected', rejection };
    else if (verdict === 'unchanged') yield { line, externalId, outcome: 'unchanged' };
    else yield answered({ line, externalId }, of);
  }
  yield* absentOf(of);
}

/** Those who are absent from the file, and were deactivated for it. */
async function* absentOf(of: OutcomesInput): AsyncGenerator<OutcomeRow> {
  const { ingestion, plan, refused } = of;
  if (plan.deactivated === 0) return;
  let bulkId = plan.lastLine;
  for await (const { externalId } of readDeactivations(ingestion)) {
    const rejection = refused.get(++bulkId);
    if (rejection !== undefined) yield { line: undefined, externalId, outcome: 'rejected', rejection };
    else yield answered({ line: undefined, externalId }, of);
  }
}

function answered(row: Pick<OutcomeRow, 'line' | 'externalId'>, { answers, key }: OutcomesInput): OutcomeRow {
  const answer = answers.get(personKey(row.externalId, key));
  return { ...row, outcome: answer?.outcome ?? 'no answer yet', answer };
}

/** What is known of an ingestion but for its answers; `undefined` when it has no plan any more. */
export async function loadOutcomesInput(
  ingestion: Ingestion,
): Promise<(Pick<OutcomesInput, 'ingestion' | 'plan' | 'refused'> & { state: State }) | undefined> {
  const plan = await ingestion.state.read<SavedPlan>('plan');
  const { refused, state } = await readCheckpoint(ingestion);
  return (
    plan && { ingestion, plan, state, refused: new Map(refused.map((record) => [record.line, refusalOf(record)])) }
  );
}

/** What a row tells beside its outcome. */
export interface OutcomeExplanation {
  reason: string;
  whoActs: WhoActs;
}

export interface ExplainOptions {
  /** Whether nobody waits for answers any more. */
  final: boolean;
  /** Whether a person failed, or had no answer, so often that we send them no more by ourselves. */
  isGivenUp: (externalId: string) => boolean;
}

export function explainOutcome(row: OutcomeRow, { final, isGivenUp }: ExplainOptions): OutcomeExplanation {
  const { line, externalId, outcome, answer, rejection = '' } = row;
  if (outcome === 'rejected')
    return { reason: rejection, whoActs: line === undefined ? 'identity administrator' : 'HR' };
  if (outcome === 'no answer yet' && isGivenUp(externalId))
    return {
      reason:
        'Entra said nothing of this person, however often it was sent, and it is not sent again until the record changes: look for it in the provisioning logs',
      whoActs: 'identity administrator',
    };
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
  if (outcome === 'skipped')
    return answer?.errorCode
      ? explainErrorCode(answer.errorCode)
      : { reason: 'Entra found nothing to change', whoActs: 'nobody' };
  return { reason: line === undefined ? 'no longer in the file' : '', whoActs: 'nobody' };
}

function troubleOf(answer: Answer | undefined, isGivenUp: boolean): OutcomeExplanation {
  const { reason, whoActs } = explainErrorCode(answer?.errorCode ?? '');
  if (!isGivenUp) return { reason, whoActs };
  return {
    reason: `failed each time it was sent, and is not sent again until the record changes: ${reason}`,
    whoActs: whoActs === 'nobody' ? 'identity administrator' : whoActs,
  };
}
