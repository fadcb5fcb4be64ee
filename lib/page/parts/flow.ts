import type { Answers, Outcome } from '../answers';
import { formatNumber, formatQuantity, joinWords } from '../html/words';
import type { PageInput } from '../input';
import type { Tone } from '../states';

/** One stage of the data flow, in the order of the drawing. */
export interface Stage {
  label: string;
  count: number;
  tone: Tone;
  meaning: string;
}

/**
 * read = taken + aside. The `ends` of `taken` can be more than its people, when they count changes.
 */
export interface Flow {
  read: Stage;
  taken: Stage;
  aside: readonly Stage[];
  ends: readonly Stage[];
}

const ends: Readonly<Record<Outcome, Omit<Stage, 'count'>>> = {
  created: { label: 'created', tone: 'good', meaning: 'Entra created an account' },
  updated: { label: 'updated', tone: 'info', meaning: 'Entra changed the account' },
  disabled: { label: 'disabled', tone: 'quiet', meaning: 'Entra disabled the account; it still exists' },
  deleted: { label: 'deleted', tone: 'quiet', meaning: 'Entra deleted the account, or marked it for deletion' },
  skipped: {
    label: 'skipped',
    tone: 'quiet',
    meaning: "Entra found nothing to change, or nobody within the job's scope",
  },
  other: { label: 'other', tone: 'quiet', meaning: 'Entra did something else; its provisioning logs say what' },
  warning: { label: 'with a warning', tone: 'warning', meaning: 'Entra did a part of it, and reports what is missing' },
  failed: {
    label: 'failed',
    tone: 'bad',
    meaning: 'Entra could not do it; it retries in its next cycles',
  },
};

/** Creates the stage of an outcome, with its label and colour. */
const createStage = (outcome: Outcome, count: number): Stage => ({ ...ends[outcome], count });

const calm: readonly Outcome[] = ['created', 'updated', 'disabled', 'deleted', 'skipped', 'other'];
/** Drawn last, because the page continues with them. */
const urgent: readonly Outcome[] = ['warning', 'failed'];

export function createFlow({ report: { records, requests } }: PageInput, { counts, unanswered }: Answers): Flow {
  const { read, valid, rejected, duplicates } = records;
  const open =
    requests.accepted === 0
      ? { label: 'not sent', meaning: 'nothing of the file was sent to Entra' }
      : { label: 'no answer yet', meaning: 'Entra has not answered yet' };
  return {
    read: { label: 'read', count: read, tone: 'quiet', meaning: 'records of the file, without its header' },
    taken: { label: 'valid', count: valid, tone: 'good', meaning: 'records that can be sent, one for each person' },
    aside: [
      {
        label: 'rejected',
        count: rejected,
        tone: 'bad',
        meaning: 'records that cannot be used; rejected.csv says why',
      },
      { label: 'repeated', count: duplicates, tone: 'quiet', meaning: 'records of a person who has another record' },
    ],
    ends: [
      ...calm.map((outcome) => createStage(outcome, counts[outcome])),
      { ...open, count: unanswered, tone: 'quiet' },
      ...urgent.map((outcome) => createStage(outcome, counts[outcome])),
    ],
  };
}

/** Describes the drawing in words. */
export function describeFlow({ read, taken, aside, ends }: Flow): string {
  const parts = (stages: readonly Stage[]): string =>
    joinWords(stages.filter(({ count }) => count > 0).map(({ count, label }) => `${formatNumber(count)} ${label}`));
  const answers = parts(ends);
  return `Of ${formatQuantity(read.count, 'record')} read: ${parts([taken, ...aside])}.${answers === '' ? '' : ` What became of the valid ones: ${answers}.`}`;
}
