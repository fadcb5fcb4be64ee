import type { Answers, Outcome } from '../answers';
import { counted, grouped, listed } from '../html/words';
import type { PageInput } from '../input';
import type { Tone } from '../states';

/** One stage of the file's way, in the order in which it is drawn. */
export interface Stage {
  label: string;
  count: number;
  tone: Tone;
  meaning: string;
}

/** read = taken + aside; taken goes on into the ends, of which there may be more (changes) than people. */
export interface Flow {
  read: Stage;
  taken: Stage;
  aside: readonly Stage[];
  ends: readonly Stage[];
}

const ends: Readonly<Record<Outcome, Omit<Stage, 'count'>>> = {
  created: { label: 'created', tone: 'good', meaning: 'Entra made a new account' },
  updated: { label: 'updated', tone: 'info', meaning: 'Entra changed the account' },
  disabled: { label: 'disabled', tone: 'quiet', meaning: 'Entra switched the account off; it still exists' },
  deleted: { label: 'deleted', tone: 'quiet', meaning: 'Entra deleted the account, or marked it for deletion' },
  skipped: {
    label: 'skipped',
    tone: 'quiet',
    meaning: "Entra found nothing to change, or nobody within the job's scope",
  },
  other: { label: 'other', tone: 'quiet', meaning: 'Entra did something else; its provisioning logs say what' },
  warning: { label: 'with a warning', tone: 'warning', meaning: 'Entra did a part of it, and says what it left out' },
  failed: {
    label: 'failed',
    tone: 'bad',
    meaning: 'Entra could not do it; it tries again by itself in its next cycles',
  },
};

/** How an outcome is called and coloured wherever it stands. */
const stageOf = (outcome: Outcome, count: number): Stage => ({ ...ends[outcome], count });

const calm: readonly Outcome[] = ['created', 'updated', 'disabled', 'deleted', 'skipped', 'other'];
/** Last, as they are what the page goes on to tell about. */
const urgent: readonly Outcome[] = ['warning', 'failed'];

export function flowOf({ report: { records, requests } }: PageInput, { counts, unanswered }: Answers): Flow {
  const { read, valid, rejected, duplicates } = records;
  const open =
    requests.accepted === 0
      ? { label: 'not sent', meaning: 'nothing of the file was sent to Entra' }
      : { label: 'no answer yet', meaning: 'Entra has not said yet what became of them' };
  return {
    read: { label: 'read', count: read, tone: 'quiet', meaning: 'records of the file, its first line aside' },
    taken: { label: 'valid', count: valid, tone: 'good', meaning: 'records that can be sent, one for each person' },
    aside: [
      {
        label: 'rejected',
        count: rejected,
        tone: 'bad',
        meaning: 'records that cannot be used; rejected.csv says why',
      },
      { label: 'repeated', count: duplicates, tone: 'quiet', meaning: 'records of a person whose other record counts' },
    ],
    ends: [
      ...calm.map((outcome) => stageOf(outcome, counts[outcome])),
      { ...open, count: unanswered, tone: 'quiet' },
      ...urgent.map((outcome) => stageOf(outcome, counts[outcome])),
    ],
  };
}

/** The drawing in words. */
export function spoken({ read, taken, aside, ends }: Flow): string {
  const parts = (stages: readonly Stage[]): string =>
    listed(stages.filter(({ count }) => count > 0).map(({ count, label }) => `${grouped(count)} ${label}`));
  const answers = parts(ends);
  return `Of ${counted(read.count, 'record')} read: ${parts([taken, ...aside])}.${answers === '' ? '' : ` What became of the valid ones: ${answers}.`}`;
}
