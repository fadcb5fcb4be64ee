import { atLine, refuse } from '../syntax/refusal';
import type { Node } from '../tree/node';
import { evaluateCast, evaluateStatic } from './casts';
import { binary, call, constant, level } from './cel';
import { evaluateGetDate } from './dates';
import { evaluateMember } from './members';
import { compareTexts, evaluateBinary, evaluateUnary } from './operators';
import { translatePattern } from './patterns';
import type { Scope } from './scope';
import { columnValue, concatenate } from './texts';
import {
  asCondition,
  asText,
  choose,
  each,
  isLiteral,
  literal,
  literalOf,
  text,
  textCel,
  toCel,
  type Value,
} from './value';

/**
 * Translates a node to what it gives, over `row`.
 * @throws Refusal where the value in PowerShell cannot be given exactly
 */
export const evaluate = (node: Node, scope: Scope): Value => atLine(node.line, () => evaluateNode(node, scope));

function evaluateNode(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case 'literal':
      return literal(node.value);
    case 'record':
      return refuse(wholeRecord);
    case 'variable':
      return evaluateVariable(node, scope);
    case 'template':
      return templateOf(node, scope);
    case 'list':
      return { kind: 'list', items: node.items.map((item) => evaluate(item, scope)) };
    case 'table':
      return tableOf(node, scope);
    case 'unary':
      return evaluateUnary(node, evaluate(node.operand, scope));
    case 'binary':
      return evaluateBinary(node, evaluate(node.left, scope), evaluate(node.right, scope));
    case 'cast':
      return evaluateCast(node, evaluate(node.operand, scope));
    case 'static':
      return evaluateStatic(
        node,
        (node.arguments ?? []).map((argument) => evaluate(argument, scope)),
      );
    case 'member':
      return evaluateMemberOf(node, scope);
    case 'index':
      return evaluateIndex(node, scope);
    case 'date': {
      const parameters = new Map([...node.parameters].map(([name, value]) => [name, evaluate(value, scope)]));
      return evaluateGetDate(
        parameters,
        node.arguments.map((argument) => evaluate(argument, scope)),
      );
    }
    case 'block':
      return scope.run(node.statements, scope);
  }
}

const templateOf = ({ parts }: Extract<Node, { kind: 'template' }>, scope: Scope): Value => {
  const values = parts.map((part) => (typeof part === 'string' ? literal(part) : evaluate(part, scope)));
  return concatenate(values);
};

const wholeRecord = 'the whole record cannot be translated: name a column, $_.Column';

const tableOf = ({ entries }: Extract<Node, { kind: 'table' }>, scope: Scope): Value => ({
  kind: 'table',
  entries: new Map(entries.map(({ key, value }) => [key, evaluate(value, scope)])),
});

function evaluateVariable({ name }: Extract<Node, { kind: 'variable' }>, { variables }: Scope): Value {
  const value = variables.get(name.toLowerCase());
  if (value === undefined) refuse(`the variable $${name} cannot be translated: it has no value in this script block`);
  return value;
}

function evaluateMemberOf({ target, name, arguments: given }: Extract<Node, { kind: 'member' }>, scope: Scope): Value {
  const named = evaluate(name, scope);
  const key = literalOf(named);
  if (target.kind === 'record') {
    if (given !== undefined || key === undefined) refuse("a column is read as $_.Column or $_.'Column'");
    return columnValue(key);
  }
  if (isMatches(target)) return groupOf(named, scope);
  const value = evaluate(target, scope);
  if (value.kind === 'table' && given === undefined) return lookUp(value.entries, named);
  if (key === undefined) refuse('a member whose name is not known cannot be translated');
  return evaluateMember(
    value,
    key,
    given?.map((argument) => evaluate(argument, scope)),
  );
}

const isMatches = (node: Node): boolean => node.kind === 'variable' && node.name.toLowerCase() === 'matches';

/** What a hashtable holds under a key: texts are compared without case. */
function lookUp(entries: ReadonlyMap<string, Value>, key: Value): Value {
  return each(asText(key), (plain) => {
    const known = literalOf(plain);
    if (known !== undefined) {
      const own = [...entries].find(([name]) => name.toLowerCase() === known.toLowerCase());
      return own?.[1] ?? literal(null);
    }
    const chooseEntry = (no: Value, [name, value]: [string, Value]): Value => {
      const isKey = compareTexts(plain, literal(name), false);
      return choose(asCondition(isKey), value, no);
    };
    return [...entries].reduceRight(chooseEntry, literal(null));
  });
}

function evaluateIndex({ target, index }: Extract<Node, { kind: 'index' }>, scope: Scope): Value {
  const place = evaluate(index, scope);
  if (isMatches(target)) return groupOf(place, scope);
  if (target.kind === 'record') refuse('a record has no index: write $_.Column');
  const value = evaluate(target, scope);
  if (value.kind === 'table') return lookUp(value.entries, place);
  const number = isLiteral(place) && typeof place.value === 'number' ? place.value : undefined;
  if (number === undefined) refuse('an index must be a whole number');
  if (value.kind === 'list') return value.items.at(number) ?? literal(null);
  if (value.kind === 'texts') {
    const size = call(value.cel, 'size');
    const isThere = binary(size, number < 0 ? '>=' : '>', constant(Math.abs(number)), level.relation);
    const at = number < 0 ? binary(size, '-', constant(-number), level.sum) : constant(number);
    const item = text({ text: `${value.cel.text}[${at.text}]`, level: level.member });
    return number === 0 || number === -1 ? item : { kind: 'if', condition: isThere, yes: item, no: literal(null) };
  }
  return each(asText(value), (plain) => {
    const cel = toCel(plain);
    const length = call(cel, 'unitLength');
    const isThere = binary(length, number < 0 ? '>=' : '>', constant(Math.abs(number)), level.relation);
    const at = number < 0 ? binary(length, '-', constant(-number), level.sum) : constant(number);
    return {
      kind: 'if',
      condition: isThere,
      yes: text(call(cel, 'unitSubstring', at, constant(1))),
      no: literal(null),
    };
  });
}

/** `$Matches[1]`, after a `-match` as the condition of an `if`. */
function groupOf(place: Value, { matches }: Scope): Value {
  const number = isLiteral(place) && typeof place.value === 'number' ? place.value : undefined;
  if (matches === undefined || number === undefined)
    refuse('$Matches is known below if ($_.Column -match …) alone, by number');
  const { source, groups, hasEnd } = translatePattern(matches.pattern, matches.isCaseSensitive);
  if (number > groups) return literal(null);
  if (hasEnd) refuse('$ in the pattern of $Matches cannot be translated');
  return text(call(textCel(matches.target), 'regexGroup', constant(source), constant(number)));
}
