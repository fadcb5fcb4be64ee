import { GraphError } from '../../errors';
import type { GraphClient } from '../client/client';
import { readPages } from '../client/pages';
import { quoteText } from '../directory/odata';
import type { RateLimiterOptions } from '../limits/rateLimiter';
import { type LogEntry, parseLogEntry } from './logEntry';

/** Graph: 5 reads of audit logs in 10 seconds, for each app and tenant. */
export const logReadLimit = { calls: 5, window: 10_000 } as const satisfies Omit<RateLimiterOptions, 'clock'>;

const pageSize = 1000;

export interface LogQuery {
  jobId: string;
  /**
   * Entries from this moment on, milliseconds since 1970; all that Entra keeps (7 to 30 days) when
   * absent.
   */
  since?: number | undefined;
  /** The externalId that was uploaded. */
  sourceId?: string | undefined;
  /** By activityDateTime; oldest first when absent. The server may ignore it. */
  order?: 'asc' | 'desc' | undefined;
  /** Keeps each entry as Graph sent it, too. */
  raw?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * A job's provisioning log, page by page. Entries appear 5 to 10 minutes after what they report,
 * and the same one may come twice when others appear between two pages. @throws GraphError
 */
export async function* readProvisioningLogs(client: GraphClient, query: LogQuery): AsyncGenerator<LogEntry[]> {
  const matches = createMatcher(query);
  for await (const page of readPages(client, firstPagePath(query), query.signal)) {
    const { value } = (page ?? {}) as { value?: unknown };
    if (!Array.isArray(value)) throw new GraphError('refused', "Graph's answer is not a provisioning log");
    yield value.map((entry) => parseLogEntry(entry, query.raw)).filter(matches);
  }
}

function firstPagePath({ jobId, since, sourceId, order = 'asc' }: LogQuery): string {
  const filter = [
    `jobid eq ${quoteText(jobId)}`,
    sourceId !== undefined && `sourceIdentity/id eq ${quoteText(sourceId)}`,
    since !== undefined && `activityDateTime ge ${new Date(since).toISOString()}`,
  ];
  const query = {
    $filter: filter.filter((part) => part !== false).join(' and '),
    $orderby: `activityDateTime ${order}`,
    $top: String(pageSize),
  };
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `/auditLogs/provisioning?${parts.join('&')}`;
}

/** Filters again, because a server may return other entries too. */
function createMatcher({ jobId, since = Number.NEGATIVE_INFINITY, sourceId }: LogQuery) {
  return (entry: LogEntry): boolean =>
    (entry.jobId === '' || entry.jobId === jobId) &&
    (sourceId === undefined || entry.sourceId === sourceId) &&
    !(Date.parse(entry.activityDateTime) < since);
}
