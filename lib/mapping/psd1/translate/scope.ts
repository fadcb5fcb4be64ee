import type { Statement } from '../tree/node';
import type { Value } from './value';

/** What is known at a place of a script block. */
export interface Scope {
  /** The variables, by names in lower case. */
  variables: ReadonlyMap<string, Value>;
  /** What the last `-match` has found. */
  matches: Match | undefined;
  /** How many statements may still run: each way through `if` runs by itself. */
  steps: { left: number };
  /** Runs the statements of a block in it. */
  run(statements: readonly Statement[], scope: Scope): Value;
}

/** A text that a pattern was found in. */
export interface Match {
  target: Value;
  pattern: string;
  isCaseSensitive: boolean;
}
