import { atLine, refuse } from '../syntax/refusal';
import type { Node, NodeOf, Statement } from '../tree/node';
import { evaluateCast, evaluateStatic } from './casts';
import { binary, type Cel, call, constant, whole } from './cel';
import { compareTexts } from './comparisons';
import { asCondition, asText, columnValue, concatenate, textCel, toCel } from './convert';
import { evaluateGetDate } from './dates';
import { knownNumber, knownText } from './known';
import { evaluateMember } from './members';
import { evaluateBinary, evaluateUnary } from './operators';
import type { Pattern } from './patterns';
import { choose, each, literal, text, type Value, type ValueOf } from './value';

/** What is known at a place of a script block. */
export interface Scope {
  /** The variables, by names in lower case. */
  variables: ReadonlyMap<string, Value>;
  /** What the last `-match` has found a pattern in. */
  matches: { target: Value; pattern: Pattern } | undefined;
  /** How many statements may still run: each way through `if` runs on its own. */
  steps: { left: number };
  /** Runs the statements of a block in it. */
  run(statements: readonly Statement[], scope: Scope): Value;
}

/** Translates a node to what it gives, over `row`. @throws Refusal where that cannot be exact */
export function evaluate(node: Node, scope: Scope): Value {
  const translate = translations[node.kind] as (node: Node, scope: Scope) => Value;
  return atLine(node.line, () => translate(node, scope));
}

const evaluateAll = (nodes: readonly Node[], scope: Scope): Value[] => nodes.map((node) => evaluate(node, scope));

const translations: { [Kind in Node['kind']]: (node: NodeOf<Kind>, scope: Scope) => Value } = {
  literal: ({ value }) => literal(value),
  record: () => refuse('the whole record cannot be translated: name a column, $_.Column'),
  variable: ({ name }, { variables }) =>
    variables.get(name.toLowerCase()) ??
    refuse(`the variable $${name} cannot be translated: it has no value in this script block`),
  template: ({ parts }, scope) => concatenate(evaluateAll(parts, scope)),
  list: ({ items }, scope) => ({ kind: 'list', items: evaluateAll(items, scope) }),
  table: ({ entries }, scope) => ({
    kind: 'table',
    entries: new Map(entries.map(({ key, value }) => [key, evaluate(value, scope)])),
  }),
  unary: (node, scope) => evaluateUnary(node, evaluate(node.operand, scope)),
  binary: (node, scope) => evaluateBinary(node, evaluate(node.left, scope), evaluate(node.right, scope)),
  cast: (node, scope) => evaluateCast(node, evaluate(node.operand, scope)),
  static: (node, scope) => evaluateStatic(node, evaluateAll(node.arguments ?? [], scope)),
  member: evaluateMemberOf,
  index: evaluateIndex,
  date: ({ parameters }, scope) =>
    evaluateGetDate(new Map([...parameters].map(([name, value]) => [name, evaluate(value, scope)]))),
  block: ({ statements }, scope) => scope.run(statements, scope),
};

function evaluateMemberOf({ target, name, arguments: given }: NodeOf<'member'>, scope: Scope): Value {
  const named = evaluate(name, scope);
  const key = knownText(named);
  if (target.kind === 'record') {
    if (given !== undefined || key === undefined) refuse("a column is read as $_.Column or $_.'Column'");
    return columnValue(key);
  }
  if (isMatches(target)) return groupOf(named, scope);
  const value = evaluate(target, scope);
  if (value.kind === 'table' && given === undefined) return lookUp(value.entries, named);
  if (key === undefined) refuse('a member whose name is not known cannot be translated');
  return evaluateMember(value, key, given && evaluateAll(given, scope));
}

const isMatches = (node: Node): boolean => node.kind === 'variable' && node.name.toLowerCase() === 'matches';

/** What a hashtable holds under a key: texts are compared without case. */
const lookUp = (entries: ReadonlyMap<string, Value>, key: Value): Value =>
  each(asText(key), (plain) => {
    const isKey = (name: string): Cel => asCondition(compareTexts(plain, literal(name), false));
    const chooseEntry = (no: Value, [name, value]: [string, Value]): Value => choose(isKey(name), value, no);
    return [...entries].reduceRight(chooseEntry, literal(null));
  });

function evaluateIndex({ target, index }: NodeOf<'index'>, scope: Scope): Value {
  const place = evaluate(index, scope);
  if (isMatches(target)) return groupOf(place, scope);
  if (target.kind === 'record') refuse('a record has no index: write $_.Column');
  const value = evaluate(target, scope);
  if (value.kind === 'table') return lookUp(value.entries, place);
  const number = knownNumber(place) ?? refuse('an index must be a whole number');
  if (value.kind === 'list') return value.items.at(number) ?? literal(null);
  if (value.kind === 'texts') {
    const item = itemAt(number, call(value.cel, 'size'), (at) => whole(`${value.cel.text}[${at.text}]`));
    return number === 0 || number === -1 ? item.yes : item;
  }
  return each(asText(value), (plain) => {
    const cel = toCel(plain);
    return itemAt(number, call(cel, 'unitLength'), (at) => call(cel, 'unitSubstring', at, constant(1)));
  });
}

/** The element at a place, from the end below zero; null where nothing does. */
function itemAt(place: number, size: Cel, item: (at: Cel) => Cel): ValueOf<'if'> {
  const condition = binary(size, place < 0 ? '>=' : '>', constant(Math.abs(place)));
  const at = place < 0 ? binary(size, '-', constant(-place)) : constant(place);
  return { kind: 'if', condition, yes: text(item(at)), no: literal(null) };
}

/** `$Matches[1]`, after a `-match` as the condition of an `if`. */
function groupOf(place: Value, { matches }: Scope): Value {
  const number = knownNumber(place);
  if (matches === undefined || number === undefined)
    refuse('$Matches is known only below if ($_.Column -match …), by number');
  const { source, groups, hasEnd } = matches.pattern;
  if (number > groups) return literal(null);
  if (hasEnd) refuse('$ in the pattern of $Matches cannot be translated');
  return text(call(textCel(matches.target), 'regexGroup', constant(source), constant(number)));
}
