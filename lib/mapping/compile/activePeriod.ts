import { DateTime } from 'luxon';
import type { ActivePeriodLeaf } from '../types';
import { createDateTimesParser } from './dates/dateTime';
import { findColumn, isEmpty, type LeafContext, type ReadValue } from './leafContext';
import { createValueParser } from './valueParser';

/**
 * Compiles the leaf of `active` that depends on today's date: whether the field equals the text,
 * and today is not before the first day and not after the last. An empty date sets no bound. A text
 * that is no date rejects the record, unless the other date already says that the person is not
 * active. Where the field does not equal the text, no date is read.
 */
export function compileActivePeriod(leaf: ActivePeriodLeaf, context: LeafContext): ReadValue {
  const { path, timeZone, today } = context;
  const parseDate = createDateTimesParser({ ...leaf, timeZone });
  const readEquals = compileEquals(leaf, context);
  const bounds = [leaf.from, leaf.until].map((column) => column && { column, index: findColumn(column, context) });
  return (fields, findings) => {
    const equals = readEquals(fields);
    if (equals !== true) return equals;
    const wrong: string[] = [];
    const [from, until] = bounds.map((bound) => {
      const text = bound ? (fields[bound.index] as string).trim() : '';
      if (!bound || isEmpty(text)) return undefined;
      const date = parseDate(text);
      if (date !== undefined) return DateTime.fromISO(date, { zone: timeZone }).toFormat('yyyy-MM-dd');
      wrong.push(bound.column);
      return undefined;
    });
    const isActive = (from === undefined || today >= from) && (until === undefined || today <= until);
    for (const column of wrong) {
      if (isActive) findings.rejections.push({ path, column, message: 'the text is not a date' });
      else findings.notes.push({ code: 'invalid_value', column });
    }
    if (isActive && wrong.length > 0) return undefined;
    findings.activePeriod = { from, until };
    return isActive;
  };
}

/** `undefined` for an empty field without `empty`: the record is rejected. */
function compileEquals(
  { column, equals, empty }: ActivePeriodLeaf,
  context: LeafContext,
): (fields: readonly string[]) => boolean | undefined {
  if (column === undefined || equals === undefined) return () => true;
  const index = findColumn(column, context);
  const parse = createValueParser({ column, equals }, 'boolean');
  return (fields) => {
    const text = fields[index] as string;
    return isEmpty(text) ? empty : parse(text) === true;
  };
}
