import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describeReadError, formatProblem, MappingError, type Problem } from '../errors';
import type { Mapping } from '../mapping/file/parse';
import { findMapping } from '../mapping/findMapping';
import { loadMapping, loadMappings, resolveJobSettings } from '../mapping/loadMappings';
import { type Environment, resolveSetting } from '../settings';
import { createFindings, type Finding } from './finding';

export interface ExaminedMappings {
  findings: Finding[];
  /** Those that are right, with the app settings that their jobs name put in their place. */
  mappings: Mapping[];
}

interface MappingFile {
  file: string;
  mapping: Mapping;
}

/** One mapping file, or all of a folder: what is wrong with them, and the settings that they name and nobody set. */
export async function examineMappings(
  { file, folder }: { file: string | undefined; folder: string },
  environment: Environment,
): Promise<ExaminedMappings> {
  const { findings, files } = file === undefined ? await readFolder(folder, environment) : await readFiles([file]);
  const mappings = files.map(({ mapping }) => resolveJobSettings(mapping, environment));
  const checked = files.map(({ file, mapping }) => examineMapping(file, mapping, mappings));
  return { findings: [...unset(files, environment), ...findings, ...checked], mappings };
}

async function readFolder(
  folder: string,
  environment: Environment,
): Promise<{ findings: Finding[]; files: MappingFile[] }> {
  const { problem } = createFindings('settings', 'settings');
  const none = (message: string) => ({
    findings: [problem(message, "set MAPPINGS to the folder of the mapping files, or run it in the app's own folder")],
    files: [],
  });
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => error);
  if (names instanceof Error) return none(`MAPPINGS: ${folder}: ${describeReadError(names)}`);
  const problems = await loadMappings(folder, environment).then(() => [], problemsOf);
  const { files } = await readFiles(names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name)));
  if (problems.length === 0 && files.length === 0) return none(`MAPPINGS: ${folder} holds no mapping file`);
  return { findings: problems.map(({ path, message }) => wrong(join(folder, path), message)), files };
}

/** The files that are mappings, and what is wrong with the others. */
async function readFiles(paths: readonly string[]): Promise<{ findings: Finding[]; files: MappingFile[] }> {
  const files: MappingFile[] = [];
  const findings: Finding[] = [];
  for (const file of paths) {
    try {
      files.push({ file, mapping: (await loadMapping(file)).mapping });
    } catch (error) {
      findings.push(
        ...problemsOf(error).map((problem) =>
          wrong(file, problem.path === file ? problem.message : formatProblem(problem)),
        ),
      );
    }
  }
  return { findings, files };
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof MappingError) return error.problems;
  throw error;
}

const wrong = (file: string, message: string): Finding =>
  createFindings(`mapping ${basename(file, '.json')}`, 'mapping').problem(
    message,
    `fix ${file}; csv2scim validate says the same of it`,
  );

/** What is wrong with a mapping that can be read: it names no app, or its files are another's too. */
function examineMapping(file: string, mapping: Mapping, all: readonly Mapping[]): Finding {
  const { ok, problem } = createFindings(`mapping ${mapping.feed}`, 'mapping');
  if (mapping.provisioningJob?.servicePrincipalId === undefined) {
    return problem(
      'names no provisioning app: nothing of its files can be sent',
      `write the app's object id into ${file} as provisioningJob.servicePrincipalId, or %NAME% for an app setting`,
    );
  }
  try {
    findMapping(exampleOf(mapping.files), all);
  } catch (error) {
    if (error instanceof MappingError) return problem(error.message, `change files in ${file}`);
  }
  return ok(`${basename(file)} is right`);
}

/** A path that a glob may match: enough to see that two plain globs overlap. */
const exampleOf = (glob: string): string => glob.replace(/\*+|\?/g, 'a');

/** The app settings that mapping files name, and that are not set. */
function unset(files: readonly MappingFile[], environment: Environment): Finding[] {
  const { problem, warning } = createFindings('settings', 'settings');
  return files.flatMap(({ file, mapping: { provisioningJob = {} } }) => {
    const isUnset = (value: string | undefined): value is string =>
      value !== undefined && resolveSetting(value, environment) === undefined;
    const { servicePrincipalId, jobId } = provisioningJob;
    const remedy =
      'set it among the app settings; for a running npm run dev, add --environment local, for an azd environment --environment NAME';
    return [
      ...(isUnset(servicePrincipalId)
        ? [
            problem(
              `${nameIn(servicePrincipalId)} is not set, which ${file} names as servicePrincipalId`,
              `${remedy}, or remove the mapping file if there is no such feed`,
            ),
          ]
        : []),
      ...(isUnset(jobId)
        ? [warning(`${nameIn(jobId)} is not set, which ${file} names as jobId: the app's only job is taken`, remedy)]
        : []),
    ];
  });
}

const nameIn = (reference: string): string => reference.replaceAll('%', '');
