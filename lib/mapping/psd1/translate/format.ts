import { refuse } from '../syntax/refusal';
import { call, constant } from './cel';
import { asText, concatenate, toCel } from './convert';
import { formatDate } from './dates';
import { knownText } from './known';
import { each, literal, text, type Value, type ValueOf } from './value';

/** `-f` and `[string]::Format()`: a format that is known, with `{0}`, `{0,-10}`, `{0:D6}` or a date's pattern. */
export function formatText(format: Value, items: readonly Value[]): Value {
  const pattern = knownText(format) ?? refuse('the format of -f must be a text that is known');
  const parts: Value[] = [];
  let from = 0;
  for (const found of pattern.matchAll(/\{\{|\}\}|\{(\d+)(?:,(-?\d+))?(?::([^{}]*))?\}|[{}]/g)) {
    const [whole, number, width, detail] = found;
    parts.push(literal(pattern.slice(from, found.index)));
    from = found.index + whole.length;
    if (whole === '{' || whole === '}') refuse(`the format ${pattern} is not one of .NET: a brace is alone`);
    const item = number === undefined ? literal(whole.charAt(0)) : items[Number(number)];
    if (item === undefined) refuse(`the format ${pattern} has {${number}}, but there is no such value`);
    parts.push(pad(formatItem(item, detail), width));
  }
  return concatenate([...parts, literal(pattern.slice(from))]);
}

function formatItem(item: Value, detail = ''): Value {
  if (detail === '') return asText(item);
  return each(item, (plain) => {
    if (plain.kind === 'date') return formatDate(plain, detail);
    if (plain.kind === 'text' || knownText(plain) !== undefined) return plain; // a text heeds no format
    if (plain.kind !== 'integer') refuse(`the format :${detail} cannot be translated`);
    return formatNumber(plain, detail, `:${detail}`);
  });
}

/** A number with zeros before it, `D6` or `000000`. */
export function formatNumber({ cel }: ValueOf<'integer'>, format: string, written = format): Value {
  const zeros = /^(?:d(\d{1,2})|0{1,20})$/i.exec(format);
  if (zeros === null) refuse(`the format ${written} cannot be translated`);
  return text(call(cel, 'padNumber', constant(Number(zeros[1] ?? format.length))));
}

function pad(value: Value, width: string | undefined): Value {
  if (width === undefined) return value;
  const name = width.startsWith('-') ? 'unitPadRight' : 'unitPadLeft';
  return each(value, (plain) => text(call(toCel(plain), name, constant(Math.abs(Number(width))), constant(' '))));
}
