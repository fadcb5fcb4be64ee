import { refuse } from '../syntax/refusal';
import type { Constant } from '../tree/node';
import { binary, type Cel, conditional, constant, level, not } from './cel';

/** What a node of a script block gives: known at once, or as CEL over `row`. */
export type Value =
  | { kind: 'literal'; value: Constant }
  /** `column` when it is the field as it stands. */
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
  /** Fails on the record. */
  | { kind: 'failure'; reason: string };

type Plain = Exclude<Value, { kind: 'if' }>;

export const literal = (value: Constant): Value => ({ kind: 'literal', value });
export const text = (cel: Cel): Value => ({ kind: 'text', cel });
export const boolean = (cel: Cel): Value => ({ kind: 'boolean', cel });
export const integer = (cel: Cel): Value => ({ kind: 'integer', cel });
export const isLiteral = (value: Value): value is Extract<Value, { kind: 'literal' }> => value.kind === 'literal';

/** Applies a translation to each branch of a value. */
export function each(value: Value, translate: (plain: Plain) => Value): Value {
  if (value.kind === 'failure') return value;
  if (value.kind !== 'if') return translate(value);
  return choose(value.condition, each(value.yes, translate), each(value.no, translate));
}

/** `condition ? yes : no`; a condition that is known chooses at once. */
export function choose(condition: Cel, yes: Value, no: Value): Value {
  if (condition.text === 'true') return yes;
  if (condition.text === 'false') return no;
  return { kind: 'if', condition, yes, no };
}

/** Converts a literal to text as PowerShell does. */
export function literalText(value: Constant): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? '' : String(value);
}

/** Converts a value to text, branch by branch. @throws Refusal for what PowerShell writes by the machine's culture */
export const asText = (value: Value): Value =>
  each(value, (plain) => {
    if (plain.kind === 'literal') return literal(literalText(plain.value));
    if (plain.kind === 'nothing') return literal('');
    if (plain.kind === 'text') return plain;
    if (plain.kind === 'boolean') return choose(plain.cel, literal('True'), literal('False'));
    if (plain.kind === 'integer') return text({ text: `string(${plain.cel.text})`, level: level.member });
    if (plain.kind === 'date' || plain.kind === 'now')
      refuse("a date becomes text by the machine's culture: write .ToString('yyyy-MM-dd')");
    refuse('an array or a hashtable cannot become a text');
  });

/** Converts a value to a condition: a text is true unless it is empty. */
export function asCondition(value: Value): Cel {
  if (value.kind === 'if') {
    const [yes, no] = [asCondition(value.yes), asCondition(value.no)];
    if (yes.text === 'true' && no.text === 'false') return value.condition;
    if (yes.text === 'false' && no.text === 'true') return not(value.condition);
    return conditional(value.condition, yes, no);
  }
  if (value.kind === 'literal') {
    if (typeof value.value === 'number') refuse('a number as a condition cannot be translated');
    return constant(value.value !== '' && value.value !== false && value.value !== null);
  }
  if (value.kind === 'boolean') return value.cel;
  if (value.kind === 'text') return binary(value.cel, '!=', constant(''), level.relation);
  if (value.kind === 'integer') return binary(value.cel, '!=', constant(0), level.relation);
  if (value.kind === 'nothing') return constant(false);
  if (value.kind === 'failure') return toCel(value);
  refuse('a list, a hashtable or a date cannot be a condition');
}

/** The whole value as one CEL expression. */
export function toCel(value: Value): Cel {
  switch (value.kind) {
    case 'literal':
      return constant(value.value);
    case 'nothing':
      return constant(null);
    case 'if':
      return conditional(value.condition, toCel(value.yes), toCel(value.no));
    case 'text':
    case 'boolean':
    case 'integer':
    case 'date':
      return value.cel;
    case 'failure':
      return { text: `fail(${constant(value.reason).text})`, level: level.member };
    case 'now':
      return refuse('the present moment is no value of a mapping: every file would change everybody');
    default:
      return refuse('an array or a hashtable is no value of an attribute');
  }
}

/** The value of a literal text; `undefined` for anything else. */
export const literalOf = (value: Value): string | undefined =>
  value.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;

/** A CEL text of a value that is a text in each branch. */
export const textCel = (value: Value): Cel => toCel(asText(value));

export type ValueType = 'text' | 'boolean' | 'number' | 'null' | 'other';

/** The types that a value can have: several when branches differ. */
export function typesOf(value: Value): ReadonlySet<ValueType> {
  if (value.kind === 'if') return new Set([...typesOf(value.yes), ...typesOf(value.no)]);
  if (value.kind === 'failure') return new Set();
  return new Set([typeOf(value)]);
}

function typeOf(value: Exclude<Plain, { kind: 'failure' }>): ValueType {
  if (value.kind === 'nothing') return 'null';
  if (value.kind === 'literal') {
    if (value.value === null) return 'null';
    return typeof value.value === 'string' ? 'text' : typeof value.value === 'number' ? 'number' : 'boolean';
  }
  if (value.kind === 'text' || value.kind === 'date') return 'text';
  if (value.kind === 'boolean') return 'boolean';
  return value.kind === 'integer' ? 'number' : 'other';
}

/** Whether a value may be no output at all, which PowerShell's operators and casts take for an empty list. */
export const canBeNothing = (value: Value): boolean =>
  value.kind === 'if' ? canBeNothing(value.yes) || canBeNothing(value.no) : value.kind === 'nothing';
