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
  /** Whether `resume` begins it anew. */
  resumes: boolean;
  /** The event that tells operations of it; none where nobody needs to hear. */
  event?: string;
  /** The smaller, the sooner a person must look. */
  urgency: number;
}

const goesOn = { ends: false, pauses: false, isComplete: false, resumes: false } as const;
const hasEnded = { ...goesOn, ends: true } as const;

/**
 * What holds of each state. A new one is a row here, and a `NextState` that enters it
 * (feed/nextState.ts). The compiler names the words that are missing then: page/states.ts,
 * page/parts/verdict.ts and doctor/lastFile.ts. Its event also goes into the queries below
 * infra/.
 */
export const states: Readonly<Record<State, StateFacts>> = {
  inspecting: { ...goesOn, urgency: 6 },
  rejected: { ...hasEnded, resumes: true, event: 'HrFileRejected', urgency: 3 },
  held: { ...goesOn, pauses: true, event: 'HrFileHeld', urgency: 1 },
  uploading: { ...goesOn, urgency: 5 },
  waiting: { ...goesOn, urgency: 4 },
  accepted: { ...hasEnded, isComplete: true, event: 'HrFileAccepted', urgency: 7 },
  unchanged: { ...hasEnded, isComplete: true, event: 'HrFileUnchanged', urgency: 8 },
  superseded: { ...hasEnded, event: 'HrFileSuperseded', urgency: 9 },
  failed: { ...hasEnded, resumes: true, event: 'HrFileFailed', urgency: 2 },
};

interface InState {
  state: State;
}

export const isEnded = ({ state }: InState): boolean => states[state].ends;

/** Whether nothing happens until a person does something, or never. */
export const isAtRest = ({ state }: InState): boolean => states[state].ends || states[state].pauses;

/** Whether everybody who could be sent was, so that people may be set aside. */
export const isComplete = ({ state }: InState): boolean => states[state].isComplete;
