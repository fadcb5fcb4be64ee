import { refuse } from '../syntax/refusal';
import { binary, field, level } from './cel';
import { asText, isLiteral, literal, text, toCel, type Value } from './value';

/** Texts behind one another. */
export function concatenate(values: readonly Value[]): Value {
  let [known, ...rest] = ['', ...values] as [string, ...Value[]];
  const parts: Value[] = [];
  for (const value of rest) {
    const part = asText(value);
    if (isLiteral(part)) known += String(part.value);
    else {
      if (known !== '') parts.push(literal(known));
      parts.push(part);
      known = '';
    }
  }
  if (known !== '' || parts.length === 0) parts.push(literal(known));
  rest = parts;
  const [only] = rest;
  if (only !== undefined && rest.length === 1) return only;
  return text(rest.map((part) => toCel(part)).reduce((left, right) => binary(left, '+', right, level.sum)));
}

const intrinsic = new Set(['psobject', 'psbase', 'psadapted', 'psextended', 'pstypenames']);

/** Creates the value of a column. @throws Refusal for what every object of PowerShell has */
export function columnValue(name: string): Value {
  if (name === '') refuse('the name of the column is empty');
  if (intrinsic.has(name.toLowerCase()))
    refuse(`${name} is part of every PowerShell object, before any column of that name`);
  return { kind: 'text', cel: field(name), column: name };
}
