/** A record as RFC 4180 has it, and the line on which it starts. */
export type Referred = [line: number, ...fields: string[]];

/**
 * Reads well-formed CSV by a way of its own, one character after another, to compare with. Empty
 * lines are passed over; LF, CRLF and CR end a line, in quotes too.
 */
export function referenceRead(text: string, delimiter: string): Referred[] {
  const records: Referred[] = [];
  let [line, start, field, quoted, touched] = [1, 1, '', false, false];
  let fields: string[] = [];
  const endRecord = (): void => {
    if (touched) records.push([start, ...fields, field]);
    [fields, field, touched] = [[], '', false];
  };
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    const breaks = character === '\n' || (character === '\r' && next !== '\n');
    if (quoted && character === '"' && next === '"') field += text.charAt(index++);
    else if (character === '"') [quoted, touched] = [!quoted, true];
    else if (quoted) field += character;
    else if (character === delimiter) [fields, field, touched] = [[...fields, field], '', true];
    else if (breaks) endRecord();
    else if (character !== '\r') [field, touched] = [field + character, true];
    if (!breaks) continue;
    line++;
    if (!quoted) start = line;
  }
  endRecord();
  return records;
}

/** The records that hold text, without white space around fields. */
export const trimRecords = (records: readonly Referred[]): Referred[] =>
  records
    .map(([line, ...fields]): Referred => [line, ...fields.map((field) => field.trim())])
    .filter(([, ...fields]) => fields.some((field) => field !== ''));
