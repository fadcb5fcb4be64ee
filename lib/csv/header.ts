import { FileError } from '../errors';

/**
 * Checks that each column has a name of its own (RFC 4180 §2.3), since a mapping names columns. No
 * name is told: where a file lacks its header, the first line is a person.
 */
export function checkHeader(header: readonly string[], line: number): void {
  if (header.every(hasTypographicQuotes)) throw typographicQuotes('the column names', line);
  const seen = new Map<string, number>();
  header.forEach((name, index) => {
    if (name.trim() === '') {
      throw new FileError('empty_column_name', `column ${index + 1} of the header has no name: name it or remove it`);
    }
    const first = seen.get(name);
    if (first !== undefined) {
      throw new FileError(
        'duplicate_column_name',
        `columns ${first} and ${index + 1} of the header have the same name: rename one of them`,
      );
    }
    seen.set(name, index + 1);
  });
}

const inTypographicQuotes = /^[“”„‟«»‘’‚‛‹›].*[“”„‟«»‘’‚‛‹›]$/su;

/** Whether what should delimit a field became text. */
export const hasTypographicQuotes = (text: string): boolean => inTypographicQuotes.test(text);

export const typographicQuotes = (what: string, line: number): FileError =>
  new FileError(
    'misplaced_quote',
    `${what} on line ${line} stand in typographic quotation marks, which delimit no field: a word processor wrote them. Replace them by " or remove them`,
    line,
  );
