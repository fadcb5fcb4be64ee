import { type Cursor, readFields } from './fields';
import type { CsvRecord } from './record';
import { wrongRecord } from './wrongRecord';

/** Takes the pieces of a text one after the other, the last one marked, and gives the records that end in each. */
export type Scan = (piece: string, isLast?: boolean) => CsvRecord[];

/** The most characters of a record. */
const longestRecord = 8 * 1024 * 1024;
/** A record that goes on over pieces is looked at again when there is as much again of it; a short one at once. */
const short = 65_536;

/** Splits a text into records, all with as many fields as the first; empty lines are passed over. @throws FileError */
export function createScanner(delimiter: string): Scan {
  const cursor: Cursor = {
    text: '',
    position: 0,
    ends: false,
    line: 1,
    breaks: 0,
    delimiter: delimiter.charCodeAt(0),
  };
  let waiting = '';
  let width: number | undefined;

  function next(): CsvRecord | 'empty' | undefined {
    const { text, position: start, line } = cursor;
    const fields = start < text.length ? readFields(cursor) : undefined;
    if ((fields === undefined ? text.length : cursor.position) - start > longestRecord)
      throw wrongRecord('length', line);
    if (fields === undefined) {
      cursor.position = start;
      return undefined;
    }
    cursor.line += cursor.breaks + 1;
    if (fields.length === 1 && fields[0] === '' && text[start] !== '"') return 'empty';
    width ??= fields.length;
    if (fields.length !== width) throw wrongRecord('fieldCount', line);
    return { line, fields };
  }

  return (piece, isLast = false) => {
    waiting += piece;
    const { length } = cursor.text;
    if (!isLast && length > short && waiting.length < length && length + waiting.length <= longestRecord) return [];
    Object.assign(cursor, { text: cursor.text + waiting, position: 0, ends: isLast });
    waiting = '';
    const records: CsvRecord[] = [];
    for (let record = next(); record !== undefined; record = next()) if (record !== 'empty') records.push(record);
    cursor.text = cursor.text.slice(cursor.position);
    return records;
  };
}
