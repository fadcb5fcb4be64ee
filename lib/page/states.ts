import type { Report } from '../ingestion/reports/report';
import type { State } from '../ingestion/states';

/** Colour of the state. A sign and a word always repeat it. */
export type Tone = 'good' | 'info' | 'quiet' | 'warning' | 'bad';

export interface StateDescription {
  badge: string;
  tone: Tone;
  /** Explains the state in half a sentence. */
  meaning: string;
  /** What a person has to do. Absent when nothing is to be done. */
  todo?: string;
  command?: string;
  /**
   * What the page says first: what was sent, without any data of the file. `undefined` where
   * everything was sent: then it says what became of the people.
   */
  verdict: ((sent: SentAmounts) => string) | undefined;
}

/** How much of a file was sent. */
export interface SentAmounts {
  nothingSent: boolean;
  /** `3 of 20 requests` */
  requests: string;
  /** `990 people` */
  people: string;
}

const states: Readonly<Record<State, StateDescription>> = {
  inspecting: {
    badge: 'Being read',
    tone: 'info',
    meaning: 'the file is being checked; nothing has been sent yet',
    verdict: () => 'The file is being read; nothing has been sent yet.',
  },
  rejected: {
    badge: 'Rejected',
    tone: 'bad',
    meaning: 'the file cannot be used, or somebody discarded it; nothing more of it is sent',
    todo: 'Fix the file (or its mapping) and upload it to the inbox again.',
    verdict: ({ nothingSent, requests }) =>
      nothingSent
        ? 'Nothing was sent: the file was rejected.'
        : `The file was rejected after ${requests}; the rest was not sent.`,
  },
  held: {
    badge: 'Held',
    tone: 'warning',
    meaning: 'a safeguard stopped the file; nothing more of it is sent',
    todo: 'Read the reason. If the file is correct, ask your csv2scim administrator to release it. If not, ask to discard it (“discard” instead of “release”). The command, in the folder of the csv2scim project:',
    command: 'npx csv2scim release',
    verdict: ({ nothingSent, requests }) =>
      nothingSent ? 'Nothing was sent: a safeguard holds the file.' : `A safeguard holds the file after ${requests}.`,
  },
  uploading: {
    badge: 'Being sent',
    tone: 'info',
    meaning: 'the file is being sent to Entra',
    verdict: ({ requests }) => `The file is being sent: ${requests} so far.`,
  },
  waiting: {
    badge: 'Waiting',
    tone: 'info',
    meaning: 'the file waits for an older file or for a service, and continues automatically',
    verdict: ({ nothingSent, requests }) =>
      nothingSent ? 'Nothing is sent yet: the file waits.' : `The file waits, with ${requests} sent so far.`,
  },
  accepted: {
    badge: 'Accepted',
    tone: 'good',
    meaning: 'Entra accepted every valid record, and provisions the people in its next cycle',
    verdict: undefined,
  },
  unchanged: {
    badge: 'Unchanged',
    tone: 'good',
    meaning: 'nobody in the file is new, changed or due to be sent again, so nothing was sent',
    verdict: ({ people }) => `Nothing was sent: ${people}, nobody new or changed.`,
  },
  superseded: {
    badge: 'Superseded',
    tone: 'quiet',
    meaning: 'a newer file replaced this one',
    verdict: ({ nothingSent, requests }) =>
      nothingSent
        ? 'Nothing was sent: a newer file replaced this one.'
        : `A newer file replaced this one after ${requests}.`,
  },
  failed: {
    badge: 'Failed',
    tone: 'bad',
    meaning: 'the upload failed, and does not continue automatically',
    todo: 'Fix the problem. Then ask your csv2scim administrator to run this in the folder of the csv2scim project:',
    command: 'npx csv2scim resume',
    verdict: ({ nothingSent, requests }) =>
      nothingSent
        ? 'Nothing was sent: the upload failed.'
        : `The upload failed after ${requests}; the rest was not sent.`,
  },
};

/** For a state that a newer version wrote. */
const unknown = { tone: 'info', meaning: 'an unknown state' } as const;

export function describeState({ state }: Report): StateDescription {
  const known: Readonly<Partial<Record<string, StateDescription>>> = states;
  return known[state] ?? { ...unknown, badge: state, verdict: () => `The file is “${state}”.` };
}
