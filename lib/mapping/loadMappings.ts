import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeReadError, formatProblem, MappingError, type Problem } from '../errors';
import { type Environment, resolveSetting } from '../settings';
import { type Mapping, parseMapping } from './file/parse';

/** Reads one mapping file. @throws MappingError with all problems of the file */
export async function loadMapping(file: string): Promise<{ mapping: Mapping; notes: Problem[] }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new MappingError([{ path: file, message: describeReadError(error) }]);
  });
  try {
    return parseMapping(text);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new MappingError(error.problems.map(({ path, message }) => ({ path: path === '' ? file : path, message })));
  }
}

/** Lists the names of a folder's mapping files, sorted. */
export async function listMappingFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.json') && file !== 'mapping.schema.json').sort();
}

/**
 * Reads every mapping file of a folder and checks that no two files have the same feed.
 * @throws MappingError with the problems of all files
 */
export async function loadMappings(folder: string, environment: Environment): Promise<Mapping[]> {
  const mappings: Mapping[] = [];
  const problems: Problem[] = [];
  for (const file of await listMappingFiles(folder)) {
    try {
      const { mapping } = await loadMapping(join(folder, file));
      if (mappings.some(({ feed }) => feed === mapping.feed))
        problems.push({ path: file, message: `feed ${mapping.feed} is already the feed of another mapping file` });
      mappings.push(resolveJobSettings(mapping, environment));
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      for (const problem of error.problems)
        problems.push({
          path: file,
          message: problem.path === join(folder, file) ? problem.message : formatProblem(problem),
        });
    }
  }
  if (problems.length > 0) throw new MappingError(problems);
  return mappings;
}

/** Replaces `%NAME%` in a mapping's `provisioningJob` by the app setting of that name. */
export function resolveJobSettings(mapping: Mapping, environment: Environment): Mapping {
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
