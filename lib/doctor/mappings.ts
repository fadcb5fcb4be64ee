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
  /** The valid mappings, with the app settings of their jobs resolved. */
  mappings: Mapping[];
}

interface MappingFile {
  file: string;
  mapping: Mapping;
}

/** Checks one mapping file, or all files of a folder, and the app settings that they use. */
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
  const problems = await loadMappings(folder, environment).then(() => [], listProblems);
  const { files } = await readFiles(names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name)));
  if (problems.length === 0 && files.length === 0) return none(`MAPPINGS: ${folder} contains no mapping file`);
  return { findings: problems.map(({ path, message }) => wrong(join(folder, path), message)), files };
}

/** Reads the valid mapping files, and lists the problems of the others. */
async function readFiles(paths: readonly string[]): Promise<{ findings: Finding[]; files: MappingFile[] }> {
  const files: MappingFile[] = [];
  const findings: Finding[] = [];
  for (const file of paths) {
    try {
      files.push({ file, mapping: (await loadMapping(file)).mapping });
    } catch (error) {
      findings.push(
        ...listProblems(error).map((problem) =>
          wrong(file, problem.path === file ? problem.message : formatProblem(problem)),
        ),
      );
    }
  }
  return { findings, files };
}

function listProblems(error: unknown): readonly Problem[] {
  if (error instanceof MappingError) return error.problems;
  throw error;
}

const wrong = (file: string, message: string): Finding =>
  createFindings(`mapping ${basename(file, '.json')}`, 'mapping').problem(
    message,
    `fix ${file}, and check it with csv2scim validate`,
  );

/** Checks a valid mapping: it names a provisioning app, and no other mapping matches its files. */
function examineMapping(file: string, mapping: Mapping, all: readonly Mapping[]): Finding {
  const { ok, problem } = createFindings(`mapping ${mapping.feed}`, 'mapping');
  if (mapping.provisioningJob?.servicePrincipalId === undefined) {
    return problem(
      'names no provisioning app, so its files cannot be sent',
      `write the app's object id into ${file} as provisioningJob.servicePrincipalId, or %NAME% for an app setting`,
    );
  }
  try {
    findMapping(createExamplePath(mapping.files), all);
  } catch (error) {
    if (error instanceof MappingError) return problem(error.message, `change files in ${file}`);
  }
  return ok(`${basename(file)} is valid`);
}

/** Creates a path that a glob matches. This is enough to find two simple globs that overlap. */
const createExamplePath = (glob: string): string => glob.replace(/\*+|\?/g, 'a');

/** Lists the app settings that mapping files use and that are not set. */
function unset(files: readonly MappingFile[], environment: Environment): Finding[] {
  const { problem, warning } = createFindings('settings', 'settings');
  return files.flatMap(({ file, mapping: { provisioningJob = {} } }) => {
    const isUnset = (value: string | undefined): value is string =>
      value !== undefined && resolveSetting(value, environment) === undefined;
    const { servicePrincipalId, jobId } = provisioningJob;
    const remedy =
      'set it as an app setting. For a running npm run dev, add --environment local; for an azd environment, add --environment NAME';
    return [
      ...(isUnset(servicePrincipalId)
        ? [
            problem(
              `${findFeedName(servicePrincipalId)} is not set, which ${file} names as servicePrincipalId`,
              `${remedy}. Or remove the mapping file if there is no such feed`,
            ),
          ]
        : []),
      ...(isUnset(jobId)
        ? [
            warning(
              `${findFeedName(jobId)} is not set, which ${file} names as jobId, so the app's only job is used`,
              remedy,
            ),
          ]
        : []),
    ];
  });
}

const findFeedName = (reference: string): string => reference.replaceAll('%', '');
