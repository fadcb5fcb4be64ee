import { breaksIn } from './record';
import { wrongRecord } from './wrongRecord';

const [lineFeed, carriageReturn, quote] = [10, 13, 34];

/** Where a text is being read. */
export interface Cursor {
  text: string;
  position: number;
  /** Whether nothing follows the text. */
  ends: boolean;
  /** The line on which the record starts. */
  line: number;
  /** How many line breaks are inside its fields. */
  breaks: number;
  /** The delimiter's code unit. */
  delimiter: number;
}

/**
 * The fields of the record at the cursor (RFC 4180 §2, strictly; LF, CRLF and CR end it), and the cursor behind it;
 * `undefined` when it goes on behind the text. @throws FileError
 */
export function readFields(cursor: Cursor): string[] | undefined {
  const fields: string[] = [];
  cursor.breaks = 0;
  for (;;) {
    const field = unitAt(cursor) === quote ? quotedField(cursor) : plainField(cursor);
    if (field === undefined) return undefined;
    fields.push(field);
    if (unitAt(cursor) !== cursor.delimiter) break;
    cursor.position++;
  }
  const { text, position, ends } = cursor;
  const returns = text.charCodeAt(position) === carriageReturn;
  if (returns && position + 1 === text.length && !ends) return undefined; // a line feed may follow
  cursor.position += returns && text.charCodeAt(position + 1) === lineFeed ? 2 : 1;
  return fields;
}

/** NaN behind the text. */
const unitAt = ({ text, position }: Cursor): number => text.charCodeAt(position);

function plainField(cursor: Cursor): string | undefined {
  const { text, position: start, ends, line, delimiter } = cursor;
  let end = start;
  for (; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit === delimiter || unit === lineFeed || unit === carriageReturn) break;
    if (unit === quote) throw wrongRecord('quoteInText', line);
  }
  if (end === text.length && !ends) return undefined;
  cursor.position = end;
  return text.slice(start, end);
}

function quotedField(cursor: Cursor): string | undefined {
  const { text, position, ends, line, delimiter } = cursor;
  let [field, start] = ['', position + 1];
  for (;;) {
    const mark = text.indexOf('"', start);
    if (mark === -1 && ends) throw wrongRecord('openQuote', line);
    if (mark === -1 || (mark + 1 === text.length && !ends)) return undefined;
    const next = text.charCodeAt(mark + 1);
    if (next === quote) {
      field += text.slice(start, mark + 1);
      start = mark + 2;
      continue;
    }
    if (mark + 1 < text.length && next !== delimiter && next !== lineFeed && next !== carriageReturn)
      throw wrongRecord('textAfterQuote', line);
    field += text.slice(start, mark);
    cursor.position = mark + 1;
    cursor.breaks += breaksIn(field);
    return field;
  }
}
