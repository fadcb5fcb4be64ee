import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobId, servicePrincipalId } from './entra';

/**
 * The example mapping files of the tests, which fit samples/employees.csv. The files in mappings/
 * belong to whoever deploys, and may be any.
 */
export const exampleMappings = join(__dirname, '..', 'fixtures', 'mappings');

export const columns = ['WorkerID', 'Status', 'UserID', 'LastName', 'FirstName', 'JobTitle'] as const;

/**
 * For tests that drop several files in one second: each is taken for itself, and none supersedes
 * another.
 */
export const eachForItself = { content: 'partial' } as const;

/**
 * What a test says that is about something else than safeguards: one file says nothing of the next.
 */
const anyFile = {
  maxRejectedPercent: 100,
  maxLeavers: 1_000_000,
  maxLeaversPercent: 100,
  maxReturners: 1_000_000,
  maxReturnersPercent: 100,
  maxRecordDropPercent: 100,
  maxChangedPercent: { userName: 100, '*': 100 },
};

/** Names both words, so that neither is a new status word. */
const namedStatus = { column: 'Status', type: 'boolean', true: ['Active'], false: ['Left'] };

/** A mapping file of the columns above; its feed's files lie in the folder of its name. */
export const mapping = (feed = 'employees', changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  feed,
  provisioningJob: { servicePrincipalId, jobId },
  attributes: {
    externalId: 'WorkerID',
    active: namedStatus,
    userName: 'UserID',
    name: { familyName: 'LastName', givenName: 'FirstName' },
    title: 'JobTitle',
  },
  safeguards: anyFile,
  ...changes,
});

export const person = (id: number, title = 'Clerk'): string[] => [
  `w${id}`,
  'Active',
  `user${id}`,
  `Last${id}`,
  `First${id}`,
  title,
];

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const csvOf = (records: readonly (readonly string[])[], header: readonly string[] = columns): string =>
  [header, ...records].map((record) => `${record.map(field).join(',')}\n`).join('');

/** That many different people, from a number on. */
export const people = (count: number, from = 1): string[][] =>
  Array.from({ length: count }, (_, index) => person(from + index));

export interface Folder {
  path: string;
  write(name: string, content: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

/** A folder of its own for the files of a test. */
export async function newFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'csv2scim-'));
  return {
    path,
    async write(name, content) {
      await writeFile(join(path, name), content);
      return join(path, name);
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
