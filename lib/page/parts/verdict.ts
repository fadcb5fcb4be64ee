import { type Answers, inTrouble, type Outcome } from '../answers';
import { capitalized, counted, grouped, listed, people } from '../html/words';
import type { PageInput } from '../input';

export interface Verdict {
  /** One sentence, without any text of the file. */
  sentence: string;
  /** How many people or records somebody has to look at. */
  attention: number;
}

/** What became of the file, in one sentence for somebody who reads no further. */
export function verdictOf({ report }: PageInput, answers: Answers): Verdict {
  const { rejected } = report.records;
  return {
    sentence:
      report.state === 'accepted' ? `${taken(report.records)}; ${entras(answers, rejected)}.` : unfinished(report),
    attention: inTrouble(answers) + rejected,
  };
}

function unfinished({ state, requests, records }: PageInput['report']): string {
  const sent = `${grouped(requests.accepted)} of ${counted(requests.total, 'request')}`;
  const none = requests.accepted === 0;
  if (state === 'rejected') return 'Nothing was sent: the file was rejected.';
  if (state === 'failed')
    return none ? 'Nothing was sent: the upload failed.' : `The upload failed after ${sent}; the rest was not sent.`;
  if (state === 'superseded')
    return none
      ? 'Nothing was sent: a newer file took the place of this one.'
      : `A newer file took the place of this one, of which ${sent} had been sent.`;
  if (state === 'waiting')
    return none ? 'Nothing is sent yet: the file waits.' : `The file waits, with ${sent} sent so far.`;
  if (state === 'uploading') return `The file is being sent: ${sent} so far.`;
  if (state === 'inspecting') return 'The file is being read; nothing has been sent yet.';
  const other: string = state;
  if (other === 'held') return 'Nothing was sent: a safeguard holds the file.';
  if (other === 'unchanged') return `Nothing had to be sent: ${people(records.valid)}, and all as in the last file.`;
  return `The file is “${state}”.`;
}

function taken({ valid, rejected }: PageInput['report']['records']): string {
  if (rejected > 0)
    return `${capitalized(people(valid))} ${valid === 1 ? 'was' : 'were'} taken, ${counted(rejected, 'record')} rejected`;
  return valid === 1 ? 'The 1 person of the file was taken' : `All ${people(valid)} were taken`;
}

const done = ['created', 'updated', 'disabled', 'deleted'] as const satisfies readonly Outcome[];

function entras(answers: Answers, rejected: number): string {
  const { counts, cycles, unanswered } = answers;
  if (cycles.length === 0) return 'Entra has not answered yet';
  const parts = done
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${outcome} ${grouped(counts[outcome])}`);
  const did = `Entra ${parts.length > 0 ? listed(parts) : 'changed nobody'}`;
  const open = unanswered > 0 ? `${grouped(unanswered)} ${unanswered === 1 ? 'has' : 'have'} no answer yet` : '';
  const rest = [open, attention(inTrouble(answers), rejected)].filter((part) => part !== '');
  return [did, ...(rest.length > 0 ? [listed(rest)] : [])].join('; ');
}

function attention(trouble: number, rejected: number): string {
  if (trouble > 0) return `${grouped(trouble)} ${trouble === 1 ? 'needs' : 'need'} attention`;
  return rejected > 0 ? '' : 'nobody needs attention';
}
