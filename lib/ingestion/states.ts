/** The states of an ingestion (docs/operating.md, What a file goes through). */
export type State = EndState | 'inspecting' | 'held' | 'uploading' | 'waiting';

/** The states of an ingestion that has ended: at most a person's command continues it. */
export type EndState = 'rejected' | 'accepted' | 'unchanged' | 'superseded' | 'failed';

interface StateFacts {
  ends: boolean;
  /** Whether requests may be going out. */
  sends: boolean;
  /** Whether it waits for something that ends automatically: a long wait raises `HrFileWaiting`. */
  waits: boolean;
  /** Whether it waits for a person's `release` or `discard`. A release exempts the file from every safeguard. */
  needsDecision: boolean;
  /** Whether everybody who could be sent was. */
  isComplete: boolean;
  /**
   * Whether what is stored of the file's people is deleted; `ifNothingSettled`: where no request was
   * accepted or refused.
   */
  deletesPeople: 'never' | 'always' | 'ifNothingSettled';
  /**
   * How `resume` continues an ended ingestion: with its plan, or by inspecting the file again. It
   * always inspects a file of which nothing was accepted.
   */
  resume?: 'continue' | 'inspect';
  /** The commands that are proposed to a person. */
  commands: readonly ('release' | 'discard' | 'resume')[];
  /** The level of its line in the functions' log. */
  logLevel: 'log' | 'warn' | 'error';
  /** Whether an event is sent each time that the state is entered (`eventNameOf`). */
  hasEvent: boolean;
  /** The alert that fires on its event, or on its long wait (infra/alerts/<name>.kql). */
  alert?: 'fileHeld' | 'fileRefused';
  /** The order in lists: 1 comes first. Two states may have the same. */
  urgency: number;
  /** What `doctor` advises where a feed's newest file is in it; `<id>` becomes its ingestion's id. */
  advice?: Advice;
}

interface Advice {
  severity: 'problem' | 'warning';
  blames: 'mapping' | 'service';
  text: string;
}

const unfinished = {
  ends: false,
  sends: false,
  waits: false,
  needsDecision: false,
  isComplete: false,
  deletesPeople: 'never',
  commands: [],
  logLevel: 'log',
  hasEvent: false,
} as const;
const ended = { ...unfinished, ends: true, deletesPeople: 'ifNothingSettled', hasEvent: true } as const;
const complete = { ...ended, isComplete: true } as const;
const endedWithError = { ...ended, logLevel: 'error', alert: 'fileRefused' } as const;
const problem = (text: string, blames: Advice['blames']): Advice => ({ severity: 'problem', blames, text });
const warning = (text: string): Advice => ({ severity: 'warning', blames: 'service', text });

/**
 * What holds of each state. docs/architecture.md (Where to change what) says what a new one needs
 * besides.
 */
export const states: { readonly [S in State]: StateFacts & { ends: S extends EndState ? true : false } } = {
  inspecting: { ...unfinished, urgency: 6 },
  rejected: {
    ...endedWithError,
    resume: 'inspect',
    urgency: 3,
    advice: problem('fix the file or the mapping, and upload the file to hr-inbox again', 'mapping'),
  },
  held: {
    ...unfinished,
    needsDecision: true,
    commands: ['release', 'discard'],
    logLevel: 'warn',
    hasEvent: true,
    alert: 'fileHeld',
    urgency: 1,
    advice: problem('csv2scim release <id> or discard <id>', 'mapping'),
  },
  uploading: { ...unfinished, sends: true, urgency: 5 },
  waiting: {
    ...unfinished,
    waits: true,
    logLevel: 'warn',
    alert: 'fileHeld',
    urgency: 4,
    advice: warning(
      'it continues automatically. If an older file waits for a decision, release or discard that one first',
    ),
  },
  accepted: { ...complete, deletesPeople: 'never', urgency: 7 },
  unchanged: { ...complete, deletesPeople: 'always', urgency: 8 },
  superseded: { ...ended, urgency: 9, advice: warning('upload the file again if no newer one arrives') },
  failed: {
    ...endedWithError,
    resume: 'continue',
    commands: ['resume'],
    urgency: 2,
    advice: problem('fix the cause, then csv2scim resume <id>', 'service'),
  },
};

interface InState {
  state: State;
}

export const isEnded = (one: InState): boolean => factsOf(one).ends;

/** A report may be of a later version, with a state that is not known here. */
export const factsOf = ({ state }: InState): StateFacts => (states as Partial<typeof states>)[state] ?? unknownState;
const unknownState: StateFacts = { ...unfinished, urgency: 10 };

export const isSending = (one: InState): boolean => factsOf(one).sends;

export const isWaiting = (one: InState): boolean => factsOf(one).waits;

export const needsDecision = (one: InState): boolean => factsOf(one).needsDecision;

/** Whether nothing happens until a person does something, or never. */
export const isAtRest = (one: InState): boolean => isEnded(one) || needsDecision(one);

/** Whether everybody who could be sent was, so that people may be set aside. */
export const isComplete = (one: InState): boolean => factsOf(one).isComplete;

/** The name of its event, such as `HrFileHeld`: queries read the state from it. */
export const eventNameOf = (state: State): string => `HrFile${state.charAt(0).toUpperCase()}${state.slice(1)}`;
