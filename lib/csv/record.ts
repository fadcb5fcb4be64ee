/** One record: its fields as text, and the line on which it starts (the header is line 1). */
export interface CsvRecord {
  line: number;
  fields: readonly string[];
}

/** The last line of a record. */
export const endOf = ({ line, fields }: CsvRecord): number =>
  fields.reduce((sum, field) => sum + breaksIn(field), line);

/** How many line breaks are in a text: CRLF, LF and CR are one each. */
export const breaksIn = (text: string): number =>
  text.includes('\n') || text.includes('\r') ? (text.match(/\r\n|\n|\r/g)?.length ?? 0) : 0;

/** Copies a text: a part of a file's text would keep the whole of it in memory. */
export const detachText = (text: string): string => Buffer.from(text).toString();
