import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { Csv2ScimError, MappingError, type Problem, toText, unreadable } from '../errors';
import { type Environment, resolveSetting } from '../settings';
import { type Mapping, parseMapping } from './file/parse';

/** Reads one mapping file. @throws MappingError with all its problems */
export async function loadMapping(file: string): Promise<{ mapping: Mapping; notes: Problem[] }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new MappingError([{ path: file, message: unreadable(error) }]);
  });
  try {
    return parseMapping(text);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new MappingError(error.problems.map(({ path, message }) => ({ path: path === '' ? file : path, message })));
  }
}

/** The names of a folder's mapping files, sorted. */
export async function listMappingFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.json') && file !== 'mapping.schema.json').sort();
}

/** Reads every mapping file of a folder, and checks that each has a feed of its own. */
export async function loadMappings(folder: string, environment: Environment): Promise<Mapping[]> {
  const mappings: Mapping[] = [];
  const problems: Problem[] = [];
  for (const file of await listMappingFiles(folder)) {
    try {
      const { mapping } = await loadMapping(join(folder, file));
      if (mappings.some(({ feed }) => feed === mapping.feed))
        problems.push({ path: file, message: `feed ${mapping.feed} is another file's` });
      mappings.push(resolveJob(mapping, environment));
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      for (const problem of error.problems)
        problems.push({ path: file, message: problem.path === join(folder, file) ? problem.message : toText(problem) });
    }
  }
  if (problems.length > 0) throw new MappingError(problems);
  return mappings;
}

/** The mapping with the app settings that its job names put in their place. */
export function resolveJob(mapping: Mapping, environment: Environment): Mapping {
  const { servicePrincipalId, jobId } = mapping.provisioningJob ?? {};
  const resolved = {
    servicePrincipalId: resolveSetting(servicePrincipalId, environment),
    jobId: resolveSetting(jobId, environment),
  };
  return {
    ...mapping,
    provisioningJob: Object.fromEntries(Object.entries(resolved).filter(([, value]) => value !== undefined)),
  };
}

export class NoMappingError extends Csv2ScimError {
  readonly code = 'no_mapping';
}

/** Whether a blob is the mapping's, and complete by its name: what is called `.filepart` or `.tmp` is still being written. */
export const isHrFile = (path: string, { files }: Mapping): boolean =>
  isCsv(path) && picomatch.isMatch(withLowerExtension(path), withLowerExtension(files));

const csvExtension = /\.csv$/i;

export const isCsv = (path: string): boolean => csvExtension.test(path);

/** `.CSV` and `.csv` are the same; the rest of a blob's name is as it is, for Azure tells `A/x` from `a/x`. */
const withLowerExtension = (text: string): string => text.replace(csvExtension, '.csv');

/** The one mapping whose `files` glob matches the blob's path. @throws NoMappingError, or MappingError when several match */
export function mappingFor(path: string, mappings: readonly Mapping[]): Mapping {
  const [mapping, ...others] = mappings.filter((mapping) => isHrFile(path, mapping));
  if (mapping === undefined) {
    const globs = mappings.map(({ files }) => files).join(', ');
    throw new NoMappingError(
      `no mapping is for this file: put it where one of these matches (${globs}), or add a mapping`,
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
