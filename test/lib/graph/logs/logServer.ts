import { type GraphServer, type Reply, startGraphServer } from '../client/graphServer';

export interface LogServerOptions {
  /** Entries on a page, whatever $top says. */
  pageSize?: number;
  /** What the query of the page after this one is, but for its number. */
  link?: string;
}

/** A host at which nobody is at home: a token must not go there. */
export const elsewhere = 'https://graph.example.invalid';

/**
 * What stands in a page's address, and must come back as it is: `=`, `+`, `%` and an order of its
 * own.
 */
export const oddLink = '$skiptoken=MTIz==+a%2Bb%25%3D&$top=7&$filter=jobid%20eq%20%27x%27&$orderby=';

export const json = (body: unknown): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

/**
 * Serves entries in this very order, heeding no filter, no $orderby and no $top, with absolute
 * links to another host.
 */
export const startLogServer = (
  entries: readonly unknown[],
  { pageSize = 1000, link = oddLink }: LogServerOptions = {},
): Promise<GraphServer> =>
  startGraphServer((_, { url }) => {
    const page = Number(/&page=(\d+)$/.exec(url)?.[1] ?? 0);
    const end = (page + 1) * pageSize;
    const next = `${elsewhere}/v1.0/auditLogs/provisioning?${link}&page=${page + 1}`;
    return json({
      value: entries.slice(page * pageSize, end),
      ...(end < entries.length && { '@odata.nextLink': next }),
    });
  });
