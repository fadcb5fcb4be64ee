import { type Answers, countTroubled, type Outcome } from '../answers';
import { capitalize, formatNumber, formatPeople, formatQuantity, joinWords } from '../html/words';
import type { PageInput } from '../input';
import { describeState } from '../states';

export interface Verdict {
  /** One sentence without any data of the file. */
  sentence: string;
  /** How many people or records need attention. */
  attention: number;
}

/** Summarizes the result of the file in one sentence. */
export function createVerdict({ report }: PageInput, answers: Answers): Verdict {
  const { records, requests } = report;
  const { verdict } = describeState(report);
  const sentence = verdict?.({
    nothingSent: requests.accepted === 0,
    requests: `${formatNumber(requests.accepted)} of ${formatQuantity(requests.total, 'request')}`,
    people: formatPeople(records.valid),
  });
  return {
    sentence: sentence ?? `${taken(records)}; ${entras(answers, records.rejected)}.`,
    attention: countTroubled(answers) + records.rejected,
  };
}

function taken({ valid, rejected }: PageInput['report']['records']): string {
  if (rejected > 0)
    return `${capitalize(formatPeople(valid))} ${valid === 1 ? 'was' : 'were'} taken, ${formatQuantity(rejected, 'record')} rejected`;
  return valid === 1 ? 'The 1 person of the file was taken' : `All ${formatPeople(valid)} were taken`;
}

const done = ['created', 'updated', 'disabled', 'deleted'] as const satisfies readonly Outcome[];

function entras(answers: Answers, rejected: number): string {
  const { counts, cycles, unanswered } = answers;
  if (cycles.length === 0) return 'Entra has not answered yet';
  const parts = done
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${outcome} ${formatNumber(counts[outcome])}`);
  const did = `Entra ${parts.length > 0 ? joinWords(parts) : 'changed nobody'}`;
  const open = unanswered > 0 ? `${formatNumber(unanswered)} ${unanswered === 1 ? 'has' : 'have'} no answer yet` : '';
  const rest = [open, attention(countTroubled(answers), rejected)].filter((part) => part !== '');
  return [did, ...(rest.length > 0 ? [joinWords(rest)] : [])].join('; ');
}

function attention(trouble: number, rejected: number): string {
  if (trouble > 0) return `${formatNumber(trouble)} ${trouble === 1 ? 'needs' : 'need'} attention`;
  return rejected > 0 ? '' : 'nobody needs attention';
}
