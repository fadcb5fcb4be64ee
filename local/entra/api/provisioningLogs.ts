import { FilterError, type Predicate, parseFilter } from '../http/filter';
import { createErrorReply, createThrottledReply, type GraphRequest, type Reply, type Route } from '../http/router';
import type { LogEntry } from '../tenant/logEntry';
import type { Tenant } from '../tenant/tenant';
import { toBetaLogEntry } from './betaLogEntry';

const pageSize = 1000;

export const provisioningLogs: Route = {
  method: 'GET',
  path: '/auditLogs/provisioning',
  permissions: ['ProvisioningLog.Read.All', 'AuditLog.Read.All'],
  handle(request) {
    const { tenant, time } = request;
    const recent = tenant.logCalls.filter((earlier) => earlier > time - 10_000);
    if (recent.length >= tenant.limits.logCallsPer10Seconds)
      return createThrottledReply(
        { code: 'TooManyRequests', message: 'The limit of calls in 10 seconds is exceeded.' },
        tenant,
      );
    tenant.logCalls = [...recent, time];
    try {
      return createPage(request, parseQuery(request));
    } catch (error) {
      if (error instanceof FilterError) return createErrorReply(400, 'BadRequest', `Invalid query: ${error.message}.`);
      throw error;
    }
  },
};

interface Query {
  fits: Predicate;
  ascending: boolean;
  top: number;
  /** Id of the last entry of the previous page. */
  after: string | undefined;
}

const options = new Set(['$filter', '$orderby', '$top', '$skiptoken']);

/** Parses the query options. @throws FilterError when one is not documented */
function parseQuery({ query, version }: GraphRequest): Query {
  for (const name of query.keys()) if (!options.has(name)) throw new FilterError(`${name} is not supported`);
  const filter = query.get('$filter');
  const [orderBy, property, direction = 'asc'] =
    /^(\w+)(?: (asc|desc))?$/.exec(query.get('$orderby') ?? 'activityDateTime desc') ?? [];
  if (orderBy === undefined || property?.toLowerCase() !== 'activitydatetime')
    throw new FilterError('$orderby takes activityDateTime, then asc or desc');
  const top = query.get('$top') ?? String(pageSize);
  if (!/^\d+$/.test(top) || Number(top) < 1 || Number(top) > pageSize)
    throw new FilterError(`$top is a number from 1 to ${pageSize}`);
  const token = query.get('$skiptoken');
  return {
    fits: filter === null ? () => true : parseFilter(filter, version),
    ascending: direction === 'asc',
    top: Number(top),
    after: token === null ? undefined : Buffer.from(token, 'base64url').toString(),
  };
}

function createPage(request: GraphRequest, query: Query): Reply {
  const { tenant, version, origin, time } = request;
  const entries = sortEntries(selectVisible(tenant, time).filter(query.fits), query.ascending);
  const start = query.after === undefined ? 0 : entries.findIndex(({ id }) => id === query.after) + 1;
  if (query.after !== undefined && start === 0) throw new FilterError('$skiptoken is unknown');
  const shown = entries.slice(start, start + query.top);
  const last = start + query.top < entries.length ? shown.at(-1) : undefined;
  const body = {
    '@odata.context': `${origin}/${version}/$metadata#auditLogs/provisioning`,
    ...(last && { '@odata.nextLink': createNextLink(request, last) }),
    value: version === 'beta' ? shown.map(toBetaLogEntry) : shown,
  };
  return { status: 200, body };
}

const selectVisible = ({ log, logLag }: Tenant, time: number): LogEntry[] =>
  logLag === 0 ? log : log.filter(({ activityDateTime }) => Date.parse(activityDateTime) + logLag <= time);

/**
 * Sorts entries. Entries with the same time have a fixed order, so that no page repeats or misses
 * one.
 */
function sortEntries(entries: readonly LogEntry[], ascending: boolean): LogEntry[] {
  const timed = entries.map((entry) => ({ entry, time: Date.parse(entry.activityDateTime) }));
  timed.sort((left, right) => left.time - right.time);
  if (!ascending) timed.reverse();
  return timed.map(({ entry }) => entry);
}

/** The token contains an entry's id, not an offset, so that new entries do not shift the pages. */
function createNextLink({ origin, version, path, query }: GraphRequest, last: LogEntry): string {
  const next = [...query].filter(([name]) => name !== '$skiptoken');
  next.push(['$skiptoken', Buffer.from(last.id).toString('base64url')]);
  return `${origin}/${version}${path}?${next.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}
