/** The states of an ingestion (docs/reference.md, States). */
export type State =
  | 'inspecting'
  | 'rejected'
  | 'held'
  | 'uploading'
  | 'waiting'
  | 'accepted'
  | 'unchanged'
  | 'superseded'
  | 'failed';

interface StateFacts {
  /** Whether nothing but a person's `resume` moves it on. */
  ends: boolean;
  /** Whether it waits for a person's decision. */
  pauses: boolean;
  /** Whether everybody who could be sent was. */
  isComplete: boolean;
  /** The commands that a person answers it with. `discard` also ends any other unfinished file. */
  commands: readonly ('release' | 'discard' | 'resume')[];
  /** The level of its line in the functions' log. */
  logLevel: 'log' | 'warn' | 'error';
  /** The event that tells operations of it; none where nobody needs to hear. */
  event?: string;
  /** The smaller, the sooner a person must look. */
  urgency: number;
}

const goesOn = { ends: false, pauses: false, isComplete: false, commands: [], logLevel: 'log' } as const;
const hasEnded = { ...goesOn, ends: true } as const;
const needsPerson = { ...hasEnded, commands: ['resume'], logLevel: 'error' } as const;

/**
 * What holds of each state. A new one is a row here, and a `NextState` that enters it
 * (feed/nextState.ts). The compiler names the words that are missing then: page/states.ts and
 * doctor/lastFile.ts. The queries below infra/ take every event that begins with HrFile.
 */
export const states: Readonly<Record<State, StateFacts>> = {
  inspecting: { ...goesOn, urgency: 6 },
  rejected: { ...needsPerson, event: 'HrFileRejected', urgency: 3 },
  held: {
    ...goesOn,
    pauses: true,
    commands: ['release', 'discard'],
    logLevel: 'warn',
    event: 'HrFileHeld',
    urgency: 1,
  },
  uploading: { ...goesOn, urgency: 5 },
  waiting: { ...goesOn, logLevel: 'warn', urgency: 4 },
  accepted: { ...hasEnded, isComplete: true, event: 'HrFileAccepted', urgency: 7 },
  unchanged: { ...hasEnded, isComplete: true, event: 'HrFileUnchanged', urgency: 8 },
  superseded: { ...hasEnded, event: 'HrFileSuperseded', urgency: 9 },
  failed: { ...needsPerson, event: 'HrFileFailed', urgency: 2 },
};

interface InState {
  state: State;
}

export const isEnded = ({ state }: InState): boolean => states[state].ends;

export const isHeld = ({ state }: InState): boolean => states[state].pauses;

/** Whether nothing happens until a person does something, or never. */
export const isAtRest = ({ state }: InState): boolean => states[state].ends || states[state].pauses;

/** Whether everybody who could be sent was, so that people may be set aside. */
export const isComplete = ({ state }: InState): boolean => states[state].isComplete;
