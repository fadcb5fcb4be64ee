import picomatch from 'picomatch';
import { Csv2ScimError, MappingError } from '../errors';
import type { Mapping } from './file/parse';

/** No mapping's `files` glob matches a blob's path. */
export class NoMappingError extends Csv2ScimError {
  readonly code = 'no_mapping';
}

/**
 * Whether a mapping's glob matches a blob's path. Only names that end in `.csv` match: a blob with
 * another extension, such as `.filepart` or `.tmp`, is still being written.
 */
export const isHrFile = (path: string, { files }: Pick<Mapping, 'files'>): boolean =>
  isCsv(path) && picomatch.isMatch(withLowerExtension(path), withLowerExtension(files));

const csvExtension = /\.csv$/i;

export const isCsv = (path: string): boolean => csvExtension.test(path);

/** Only the extension ignores case: Azure distinguishes the blobs `A/x` and `a/x`. */
const withLowerExtension = (text: string): string => text.replace(csvExtension, '.csv');

/**
 * Finds the one mapping whose `files` glob matches a blob's path.
 * @throws NoMappingError when no glob matches
 * @throws MappingError when several globs match
 */
export function findMapping(path: string, mappings: readonly Mapping[]): Mapping {
  const [mapping, ...others] = mappings.filter((mapping) => isHrFile(path, mapping));
  if (mapping === undefined) {
    const globs = mappings.map(({ files }) => files).join(', ');
    throw new NoMappingError(
      `no mapping matches this file: move it to a path that one of these globs matches (${globs}), or add a mapping`,
    );
  }
  if (others.length > 0) {
    const feeds = [mapping, ...others].map(({ feed }) => feed).join(', ');
    throw new MappingError([
      { path: 'files', message: `several mappings match one file (${feeds}): make their globs exclude each other` },
    ]);
  }
  return mapping;
}
