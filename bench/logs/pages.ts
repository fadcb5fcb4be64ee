import { compileMapping } from '../../lib/mapping/compile/compile';
import { loadMapping } from '../../lib/mapping/loadMappings';
import { runCycle } from '../../local/entra/provisioning/cycle';
import type { Json } from '../../local/entra/tenant/json';
import type { LogEntry } from '../../local/entra/tenant/logEntry';
import { createJob, createTenant } from '../../local/entra/tenant/tenant';
import { columns, people } from '../../samples/people';
import { job as named } from '../job';
import { mappingFile } from '../mappingFile';

export const pageSize = 1000;

/** Everybody is in each of so many cycles, which begin so far apart, in milliseconds. */
const [cycles, gap] = [20, 60 * 60_000];

/** A page's entries as JSON texts, separated by commas; `first` and `last` count entries from 0. */
export type PageOf = (first: number, last: number) => string;

/**
 * A log of so many entries: what the simulated Entra writes of some people, over and over, with
 * other ids and times.
 */
export async function logPages(entries: number): Promise<PageOf> {
  const templates = (await simulatedEntries()).map(partsOf);
  const inCycle = Math.ceil(entries / cycles);
  const began = Date.now() - (cycles + 1) * gap;
  const entryAt = (index: number): string => {
    const [cycle, person] = [Math.floor(index / inCycle), index % inCycle];
    const values: Record<string, string> = {
      '@id': idOf(1, index),
      '@time': new Date(began + cycle * gap + person).toISOString(),
      '@cycle': idOf(2, cycle),
      '@change': idOf(3, index),
      '@person': String(100_001 + person),
    };
    return (templates[index % templates.length] ?? []).map((part) => values[part] ?? part).join('');
  };
  return (first, last) => Array.from({ length: last - first }, (_, index) => entryAt(first + index)).join(',');
}

const idOf = (kind: number, number: number): string =>
  `0000000${kind}-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** An entry's JSON, cut where what differs goes. */
function partsOf(entry: LogEntry): string[] {
  const sourceIdentity = { ...entry.sourceIdentity, id: '@person' };
  const marked = {
    ...entry,
    id: '@id',
    activityDateTime: '@time',
    cycleId: '@cycle',
    changeId: '@change',
    sourceIdentity,
  };
  return JSON.stringify(marked).split(/(@(?:id|time|cycle|change|person))(?=")/);
}

/** Two cycles' entries: people are created, then some of them updated; a few fail. */
async function simulatedEntries(): Promise<LogEntry[]> {
  const { mapping } = await loadMapping(mappingFile);
  const toUser = compileMapping(mapping, columns);
  const users = [...people(100)].flatMap((person, index) => {
    const { user } = toUser({ line: index + 2, fields: columns.map((column) => person[column]) });
    return user === undefined ? [] : [user as unknown as Json];
  });
  const job = createJob(named.jobId, named.servicePrincipalId);
  const tenant = createTenant([job], {});
  const cycle = (staged: Json[]): LogEntry[] => {
    Object.assign(job, { staged, status: 'Active' });
    return runCycle(job, tenant, Date.now());
  };
  const changed = users.map((user, index) =>
    index % 10 === 0 ? { ...user, userName: users[index + 1]?.userName ?? '' } : { ...user, title: `Senior ${index}` },
  );
  return [...cycle(users), ...cycle(changed)];
}
