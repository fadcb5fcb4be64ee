import type { Constant } from '../tree/node';
import type { Cel } from './cel';

/** What a node of a script block gives: known at once, or as CEL over `row`. */
export type Value =
  | { kind: 'literal'; value: Constant }
  /** `column` when it is the field unchanged. */
  | { kind: 'text'; cel: Cel; column?: string }
  | { kind: 'boolean'; cel: Cel }
  | { kind: 'integer'; cel: Cel }
  /** A date as text, `yyyy-MM-ddTHH:mm:ss`. */
  | { kind: 'date'; cel: Cel }
  /** The present moment, or midnight of its day, so many days later. */
  | { kind: 'now'; days: number; isMidnight: boolean }
  /** A list of texts that is known only when a record is read; it has at least one. */
  | { kind: 'texts'; cel: Cel }
  | { kind: 'list'; items: readonly Value[] }
  | { kind: 'table'; entries: ReadonlyMap<string, Value> }
  | { kind: 'if'; condition: Cel; yes: Value; no: Value }
  /** No output at all. */
  | { kind: 'nothing' }
  /** Several outputs, which fail on the record. */
  | { kind: 'several' };

export type ValueOf<Kind extends Value['kind']> = Extract<Value, { kind: Kind }>;
type Plain = Exclude<Value, { kind: 'if' }>;

export const literal = (value: Constant): Value => ({ kind: 'literal', value });
export const text = (cel: Cel): Value => ({ kind: 'text', cel });
export const boolean = ({ text, level }: Cel): Value =>
  text === 'true' || text === 'false' ? literal(text === 'true') : { kind: 'boolean', cel: { text, level } };
export const integer = (cel: Cel): Value => ({ kind: 'integer', cel });
export const date = (cel: Cel): Value => ({ kind: 'date', cel });
export const texts = (cel: Cel): Value => ({ kind: 'texts', cel });
export const now = (isMidnight: boolean): Value => ({ kind: 'now', days: 0, isMidnight });

/** The items of a list, or the one value. */
export const itemsOf = (value: Value): readonly Value[] => (value.kind === 'list' ? value.items : [value]);

/** Applies a translation to each branch of a value. */
export function each(value: Value, translate: (plain: Plain) => Value): Value {
  if (value.kind === 'several') return value;
  if (value.kind !== 'if') return translate(value);
  return choose(value.condition, each(value.yes, translate), each(value.no, translate));
}

/** `condition ? yes : no`; a condition that is known chooses at once. */
export function choose(condition: Cel, yes: Value, no: Value): Value {
  if (condition.text === 'true') return yes;
  if (condition.text === 'false') return no;
  return { kind: 'if', condition, yes, no };
}
