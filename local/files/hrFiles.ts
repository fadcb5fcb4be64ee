import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import picomatch from 'picomatch';
import { describeReadError, MappingError, type Problem } from '../../lib/errors';
import type { Mapping } from '../../lib/mapping/file/parse';
import { isCsv, isHrFile } from '../../lib/mapping/findMapping';

/** A file on the command line, and its place in the inbox. */
export interface HrFile {
  /** Path on the command line. */
  file: string;
  feed: string;
  /** Path in hr-inbox. */
  blob: string;
}

/** Reads `[FEED=]FILE.csv` arguments. @throws MappingError with the problems of all of them */
export async function findHrFiles(args: readonly string[], mappings: readonly Mapping[]): Promise<HrFile[]> {
  const files: HrFile[] = [];
  const problems: Problem[] = [];
  for (const argument of args) {
    const [, feed = 'employees', file = ''] = /^(?:([A-Za-z0-9-]+)=)?(.*)$/s.exec(argument) ?? [];
    const mapping = mappings.find((mapping) => mapping.feed === feed);
    const blob = mapping && createBlobPath(file, mapping, mappings);
    const problem = (await fileProblem(file)) ?? feedProblem(feed, mapping, mappings) ?? pathProblem(blob, mapping);
    if (problem !== undefined) problems.push({ path: file || argument, message: problem });
    else if (blob !== undefined) files.push({ file, feed, blob });
  }
  if (problems.length > 0) throw new MappingError(problems);
  return files;
}

async function fileProblem(file: string): Promise<string | undefined> {
  try {
    if (!(await stat(file)).isFile()) return 'is a folder, not a file';
    await access(file, constants.R_OK);
  } catch (error) {
    return describeReadError(error as NodeJS.ErrnoException);
  }
  return isCsv(file) ? undefined : 'must end in .csv: the functions read no other file';
}

function feedProblem(feed: string, mapping: Mapping | undefined, mappings: readonly Mapping[]): string | undefined {
  if (mapping !== undefined) return undefined;
  const feeds = mappings.map((known) => known.feed).join(', ');
  const lowerCase = feed === feed.toLowerCase() ? '' : ' Feed names are lower case.';
  return `no mapping has the feed ${feed}.${lowerCase} Name one of these as FEED=FILE, or add a mapping file: ${feeds || 'none'}`;
}

function pathProblem(blob: string | undefined, mapping: Mapping | undefined): string | undefined {
  if (blob !== undefined) return undefined;
  return `no path with this file name matches only "files" of the feed ${mapping?.feed} (${mapping?.files}). Rename the file`;
}

/** Creates a path in the inbox that matches this mapping and no other. */
function createBlobPath(file: string, mapping: Mapping, mappings: readonly Mapping[]): string | undefined {
  const name = basename(file);
  const { base } = picomatch.scan(mapping.files);
  const stem = name.replace(/\.csv$/i, '');
  const filled = mapping.files.replaceAll('**/', '').replaceAll('*', stem);
  return [`${mapping.feed}/${name}`, base === '' ? name : `${base}/${name}`, filled].find((path) =>
    mappings.every((other) => isHrFile(path, other) === (other === mapping)),
  );
}
