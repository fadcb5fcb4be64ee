import { refuse } from '../syntax/refusal';
import type { Constant } from '../tree/node';
import { binary, type Cel, conditional, constant, field, not, sumOf, whole } from './cel';
import { isLiteral } from './known';
import { choose, each, literal, text, type Value } from './value';

/** Converts a literal to text as PowerShell does. */
export function literalText(value: Constant): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? '' : String(value);
}

/** Converts a value to text, branch by branch. @throws Refusal for what depends on the culture */
export const asText = (value: Value): Value =>
  each(value, (plain) => {
    if (plain.kind === 'literal') return literal(literalText(plain.value));
    if (plain.kind === 'nothing') return literal('');
    if (plain.kind === 'text') return plain;
    if (plain.kind === 'boolean') return choose(plain.cel, literal('True'), literal('False'));
    if (plain.kind === 'integer') return text(whole(`string(${plain.cel.text})`));
    if (plain.kind === 'date' || plain.kind === 'now')
      refuse("a date becomes text by the machine's culture: write .ToString('yyyy-MM-dd')");
    return refuse('an array or a hashtable cannot become a text');
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
  if (value.kind === 'text') return binary(value.cel, '!=', constant(''));
  if (value.kind === 'integer') return binary(value.cel, '!=', constant(0));
  if (value.kind === 'nothing') return constant(false);
  if (value.kind === 'several') return toCel(value);
  return refuse('a list, a hashtable or a date cannot be a condition');
}

export const severalOutputs = 'several outputs make an array, which is no value of an attribute';

/** The whole value as one CEL expression. */
export function toCel(value: Value): Cel {
  if (value.kind === 'if') return conditional(value.condition, toCel(value.yes), toCel(value.no));
  if (value.kind === 'literal') return constant(value.value);
  if (value.kind === 'nothing') return constant(null);
  if (value.kind === 'several') return whole(`fail(${constant(severalOutputs).text})`);
  if (value.kind === 'now') refuse('the present moment is no value of a mapping: every file would change everybody');
  if (value.kind === 'list' || value.kind === 'texts' || value.kind === 'table')
    refuse('an array or a hashtable is no value of an attribute');
  return value.cel;
}

/** A CEL text of a value that is a text in each branch. */
export const textCel = (value: Value): Cel => toCel(asText(value));

/** Texts behind one another; what is known becomes one text. */
export function concatenate(values: readonly Value[]): Value {
  const parts: Value[] = [];
  let known = '';
  for (const part of values.map(asText)) {
    if (isLiteral(part)) known += part.value;
    else {
      if (known !== '') parts.push(literal(known));
      parts.push(part);
      known = '';
    }
  }
  if (known !== '' || parts.length === 0) parts.push(literal(known));
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : text(sumOf(parts.map(toCel)));
}

/** Texts with another one between them. */
export const join = (items: readonly Value[], separator: Value): Value =>
  concatenate(items.flatMap((item, index) => (index === 0 ? [item] : [separator, item])));

const intrinsic = new Set(['psobject', 'psbase', 'psadapted', 'psextended', 'pstypenames']);

/** Creates the value of a column. @throws Refusal for what every object of PowerShell has */
export function columnValue(name: string): Value {
  if (name === '') refuse('the name of the column is empty');
  if (intrinsic.has(name.toLowerCase()))
    refuse(`${name} is part of every PowerShell object, before any column of that name`);
  return { kind: 'text', cel: field(name), column: name };
}
