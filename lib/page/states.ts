import type { State } from '../ingestion/checkpoint';
import type { Report } from '../ingestion/reports/report';

/** How it looks: a colour, and always a sign and a word beside it. */
export type Tone = 'good' | 'info' | 'quiet' | 'warning' | 'bad';

export interface StateWords {
  badge: string;
  tone: Tone;
  /** Half a sentence for whoever has never seen the word. */
  meaning: string;
  /** What somebody has to do; absent where it goes on by itself or is over. */
  todo?: string;
  command?: string;
}

const states: Readonly<Record<State, StateWords>> = {
  inspecting: { badge: 'Being read', tone: 'info', meaning: 'the file is being checked; nothing has been sent yet' },
  rejected: {
    badge: 'Rejected',
    tone: 'bad',
    meaning: 'nothing of the file can be used, so nothing of it was sent',
    todo: 'Mend the file (or its mapping) and drop it into the inbox again.',
  },
  held: {
    badge: 'Held',
    tone: 'warning',
    meaning: 'a safeguard stopped the file before anything of it was sent',
    todo: 'Look at the reason. If the file is right, release it; if not, discard it with “discard” in place of “release”:',
    command: 'npx csv2scim release',
  },
  uploading: { badge: 'Being sent', tone: 'info', meaning: 'the file is on its way to Entra' },
  waiting: {
    badge: 'Waiting',
    tone: 'info',
    meaning: 'the file waits for its turn or for a service, and goes on by itself',
  },
  accepted: {
    badge: 'Accepted',
    tone: 'good',
    meaning: 'Entra took every record that could be sent, and provisions the people in its next cycle',
  },
  unchanged: {
    badge: 'Unchanged',
    tone: 'good',
    meaning: 'the file says the same as the last one, so nothing had to be sent',
  },
  superseded: { badge: 'Superseded', tone: 'quiet', meaning: 'a newer file took the place of this one' },
  failed: {
    badge: 'Failed',
    tone: 'bad',
    meaning: 'the file could not be sent to its end, and does not go on by itself',
    todo: 'Mend the reason, then let the file go on:',
    command: 'npx csv2scim resume',
  },
};

export function wordsOf({ state }: Report): StateWords {
  const known: Readonly<Partial<Record<string, StateWords>>> = states;
  return known[state] ?? { badge: state, tone: 'info', meaning: 'a state that this page does not know' };
}
