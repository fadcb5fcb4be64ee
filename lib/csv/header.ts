import { FileError } from '../errors';

/**
 * Checks that each column has a name of its own (RFC 4180 §2.3), since a mapping names columns. No
 * name is told: where a file lacks its header, the first line is a person.
 */
export function checkHeader(header: readonly string[]): void {
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
