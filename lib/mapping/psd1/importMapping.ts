import { formatProblem, MappingError, type Problem } from '../../errors';
import { usesToday } from '../file/days';
import { parseMapping } from '../file/parse';
import { parseData, type Table } from './syntax/data';
import { decodePsd1 } from './syntax/decode';
import { Refusal } from './syntax/refusal';
import { tokenize } from './syntax/tokens';
import { type LineProblem, toMapping } from './toMapping';

export interface ImportedMapping {
  /** The text of the mapping file. */
  text: string;
  notes: Problem[];
}

/**
 * Translates CSV2SCIM's AttributeMapping.psd1 to the mapping file of a feed. It executes nothing.
 * @throws MappingError with everything that cannot be translated exactly or is not valid in a
 * mapping. The path of each problem is a line.
 */
export function importMapping(bytes: Uint8Array, feed: string): ImportedMapping {
  const { attributes, lines, refused, hints } = toMapping(readTable(bytes));
  const csv = { trim: 'import-csv' };
  const isDated = usesToday({ attributes, records: {}, duplicates: 'reject' });
  const zone = isDated ? { timeZone: 'UTC' } : {};
  const file = { $schema: './mapping.schema.json', feed, csv, ...zone, attributes, emptyValues: 'empty' };
  const text = `${JSON.stringify(file, undefined, 2)}\n`;
  const problems = [...refused];
  let notes: Problem[] = [];
  try {
    notes = parseMapping(text).notes.map((note) => atLine(withLine(note, lines)));
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    problems.push(...error.problems.map((problem) => withLine(problem, lines)));
  }
  notes.push(...hints.map(atLine));
  if (isDated) notes.push(zoneNote);
  if (problems.length > 0) throw new MappingError(problems.sort((a, b) => a.line - b.line).map(atLine));
  return { text, notes };
}

/** What CSV2SCIM's own sample says. */
const activeHint = ". Add a line such as active = { $_.Status -eq 'Active' }";

const zoneNote: Problem = {
  path: 'timeZone',
  message: 'is UTC: Get-Date meant the day of the machine. Write the zone of HR’s dates, such as Europe/Zurich',
};

function readTable(bytes: Uint8Array): Table {
  try {
    return parseData(tokenize(decodePsd1(bytes)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new MappingError([{ path: `line ${error.line}`, message: error.message }]);
  }
}

/** Finds a problem's line. Keys can contain dots, so the longest path with a line counts. */
function withLine(problem: Problem, lines: ReadonlyMap<string, number>): LineProblem {
  for (let path = problem.path; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    const line = lines.get(path);
    if (line !== undefined) return { ...problem, line };
  }
  return { ...problem, line: lines.get('attributes') ?? 1 };
}

const atLine = ({ path, line, message }: LineProblem): Problem => ({
  path: `line ${line}`,
  message: formatProblem({
    path: path.replace(/^attributes\.?/, ''),
    message: message + (path === 'attributes.active' && message.startsWith('is required') ? activeHint : ''),
  }),
});
