import type { Outcome } from '../graph/logs/vocabulary';
import { readCheckpoint } from '../ingestion/checkpoint';
import type { Ingestion } from '../ingestion/ingestion';
import { readDeactivations } from '../ingestion/people/deactivations';
import { personKey } from '../ingestion/people/person';
import type { SavedPlan } from '../ingestion/plan';
import { createRangeCheck } from '../ingestion/ranges';
import { readRecordList } from '../ingestion/reports/recordList';
import { contradictionReason, idChangedReason, refusalOf, setAsideRecords } from '../ingestion/reports/rejections';
import type { State } from '../ingestion/states';
import type { Answer, Answers } from './answer';
import { explainErrorCode, type OutcomeExplanation } from './errorCodes';

/** A record, or a person who is absent from the file and so has no line. */
export interface OutcomeRow {
  line: number | undefined;
  externalId: string;
  outcome: Outcome;
  answer?: Answer | undefined;
  /** Why the record was rejected. */
  rejection?: string;
}

export interface OutcomesInput {
  ingestion: Ingestion;
  plan: SavedPlan;
  /** Why Entra refused records, by line. */
  refused: ReadonlyMap<number, string>;
  answers: Answers;
  key: string;
}

/** Lists the records of an ingestion with their outcomes, in file order, without duplicates. */
export async function* listOutcomes(input: OutcomesInput): AsyncGenerator<OutcomeRow> {
  const { ingestion, plan, refused } = input;
  const isDuplicate = createRangeCheck(plan.duplicates);
  const conflicts = new Map(plan.conflicts);
  const setAside = setAsideRecords(plan);
  let next = 0;
  for await (const { line, externalId = '', verdict, reason } of readRecordList(ingestion)) {
    const number = next++;
    if (isDuplicate(number)) continue;
    const conflict = conflicts.get(number);
    const own = setAside.has(number) ? idChangedReason : (reason ?? refused.get(line));
    const rejection = conflict === undefined ? own : contradictionReason(conflict);
    if (rejection !== undefined) yield { line, externalId, outcome: 'rejected', rejection };
    else if (verdict === 'unchanged') yield { line, externalId, outcome: 'unchanged' };
    else yield createAnsweredRow({ line, externalId }, input);
  }
  yield* listDeactivated(input);
}

/** Lists the people who were deactivated because the file lacks them. */
async function* listDeactivated(input: OutcomesInput): AsyncGenerator<OutcomeRow> {
  const { ingestion, plan, refused } = input;
  if (plan.deactivated === 0) return;
  let bulkId = plan.lastLine;
  for await (const { externalId } of readDeactivations(ingestion)) {
    const rejection = refused.get(++bulkId);
    if (rejection !== undefined) yield { line: undefined, externalId, outcome: 'rejected', rejection };
    else yield createAnsweredRow({ line: undefined, externalId }, input);
  }
}

function createAnsweredRow(row: Pick<OutcomeRow, 'line' | 'externalId'>, { answers, key }: OutcomesInput): OutcomeRow {
  const answer = answers.get(personKey(row.externalId, key));
  return { ...row, outcome: answer?.outcome ?? 'no answer yet', answer };
}

/** Loads what the outcomes need except the answers; `undefined` when the plan was deleted. */
export async function loadOutcomesInput(
  ingestion: Ingestion,
): Promise<(Pick<OutcomesInput, 'ingestion' | 'plan' | 'refused'> & { state: State }) | undefined> {
  const plan = await ingestion.documents.read<SavedPlan>('plan');
  const { refused, state } = await readCheckpoint(ingestion);
  return (
    plan && { ingestion, plan, state, refused: new Map(refused.map((record) => [record.line, refusalOf(record)])) }
  );
}

export interface ExplainOptions {
  /** Whether the outcomes are final: no more answers are expected. */
  final: boolean;
  /** Whether a person failed or had no answer so often that retries stopped. */
  isGivenUp: (externalId: string) => boolean;
}

/** Explains the outcome of one row. */
export function explainOutcome(row: OutcomeRow, { final, isGivenUp }: ExplainOptions): OutcomeExplanation {
  const { line, externalId, outcome, answer, rejection = '' } = row;
  if (outcome === 'rejected')
    return { reason: rejection, whoActs: line === undefined ? 'identity administrator' : 'HR' };
  if (outcome === 'no answer yet' && isGivenUp(externalId))
    return {
      reason: 'Entra said nothing of this person, however often it was sent: look for it in the provisioning logs',
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
  if (outcome === 'failed' || outcome === 'warning') return explainTrouble(answer, isGivenUp(externalId));
  if (outcome === 'skipped')
    return answer?.errorCode
      ? explainErrorCode(answer.errorCode)
      : { reason: 'Entra found nothing to change', whoActs: 'nobody' };
  return { reason: line === undefined ? 'no longer in the file' : '', whoActs: 'nobody' };
}

function explainTrouble(answer: Answer | undefined, isGivenUp: boolean): OutcomeExplanation {
  const { reason, whoActs } = explainErrorCode(answer?.errorCode ?? '');
  if (!isGivenUp) return { reason, whoActs };
  return {
    reason: `failed each time it was sent, and is no longer sent again each day: ${reason}`,
    whoActs: whoActs === 'nobody' ? 'identity administrator' : whoActs,
  };
}
