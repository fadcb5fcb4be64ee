import { refuse } from '../syntax/refusal';
import { call, constant } from './cel';
import { formatDate } from './dates';
import { concatenate } from './texts';
import { asText, each, literal, literalOf, text, toCel, type Value } from './value';

/** `-f` and `[string]::Format()`: a format that is known, with `{0}`, `{0,-10}`, `{0:D6}` or a date's pattern. */
export function formatText(format: Value, items: readonly Value[]): Value {
  const pattern = literalOf(format);
  if (pattern === undefined) refuse('the format of -f must be a text that is known');
  const parts: Value[] = [];
  const form = /\{\{|\}\}|\{(\d+)(?:,(-?\d+))?(?::([^{}]*))?\}|[{}]/g;
  let from = 0;
  for (const found of pattern.matchAll(form)) {
    parts.push(literal(pattern.slice(from, found.index)));
    from = found.index + found[0].length;
    const [whole, number, width, detail] = found;
    if (whole === '{' || whole === '}') refuse(`the format ${pattern} is not one of .NET: a brace is alone`);
    if (number === undefined) parts.push(literal(whole[0] ?? ''));
    else {
      const item = items[Number(number)];
      if (item === undefined) refuse(`the format ${pattern} has {${number}}, but there is no such value`);
      parts.push(pad(formatItem(item, detail), width));
    }
  }
  parts.push(literal(pattern.slice(from)));
  return concatenate(parts);
}

function formatItem(item: Value, detail: string | undefined): Value {
  if (detail === undefined || detail === '') return asText(item);
  return each(item, (plain) => {
    if (plain.kind === 'date') return formatDate(plain, detail);
    const zeros = /^[dD](\d{1,2})$/.exec(detail)?.[1] ?? (/^0{1,20}$/.test(detail) ? String(detail.length) : undefined);
    if (plain.kind === 'text' || literalOf(plain) !== undefined) return plain; // a text heeds no format
    if (plain.kind !== 'integer' || zeros === undefined) refuse(`the format :${detail} cannot be translated`);
    return text(call(plain.cel, 'padNumber', constant(Number(zeros))));
  });
}

function pad(value: Value, width: string | undefined): Value {
  if (width === undefined) return value;
  const name = width.startsWith('-') ? 'unitPadRight' : 'unitPadLeft';
  const length = Math.abs(Number(width));
  return each(value, (plain) => text(call(toCel(plain), name, constant(length), constant(' '))));
}
