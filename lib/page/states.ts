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
}

const states: Readonly<Record<State, StateDescription>> = {
  inspecting: { badge: 'Being read', tone: 'info', meaning: 'the file is being checked; nothing has been sent yet' },
  rejected: {
    badge: 'Rejected',
    tone: 'bad',
    meaning: 'the file cannot be used, so nothing was sent',
    todo: 'Fix the file (or its mapping) and upload it to the inbox again.',
  },
  held: {
    badge: 'Held',
    tone: 'warning',
    meaning: 'a safeguard stopped the file; nothing more of it is sent',
    todo: 'Read the reason. If the file is correct, whoever runs csv2scim releases it, in the folder of its source. If not, use “discard” instead of “release”:',
    command: 'npx csv2scim release',
  },
  uploading: { badge: 'Being sent', tone: 'info', meaning: 'the file is being sent to Entra' },
  waiting: {
    badge: 'Waiting',
    tone: 'info',
    meaning: 'the file waits for an older file or for a service, and continues automatically',
  },
  accepted: {
    badge: 'Accepted',
    tone: 'good',
    meaning: 'Entra accepted every valid record, and provisions the people in its next cycle',
  },
  unchanged: {
    badge: 'Unchanged',
    tone: 'good',
    meaning: 'the file has the same data as the last one, so nothing was sent',
  },
  superseded: { badge: 'Superseded', tone: 'quiet', meaning: 'a newer file replaced this one' },
  failed: {
    badge: 'Failed',
    tone: 'bad',
    meaning: 'the upload failed, and does not continue automatically',
    todo: 'Fix the problem. Then whoever runs csv2scim resumes the file, in the folder of its source:',
    command: 'npx csv2scim resume',
  },
};

export function describeState({ state }: Report): StateDescription {
  const known: Readonly<Partial<Record<string, StateDescription>>> = states;
  return known[state] ?? { badge: state, tone: 'info', meaning: 'an unknown state' };
}
