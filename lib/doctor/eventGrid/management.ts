import { z } from 'zod';
import { Csv2ScimError, SettingsError } from '../../errors';
import { describeFailure } from '../../graph/client/graphError';
import { type Endpoint, isLoopback } from '../../graph/endpoint';

/** Azure's management endpoint in each cloud, by the cloud's Graph host. */
const managementHosts: Readonly<Record<string, string>> = {
  'https://graph.microsoft.com': 'https://management.azure.com',
  'https://graph.microsoft.us': 'https://management.usgovcloudapi.net',
  'https://dod-graph.microsoft.us': 'https://management.usgovcloudapi.net',
  'https://microsoftgraph.chinacloudapi.cn': 'https://management.chinacloudapi.cn',
};

/**
 * Returns the management endpoint of the cloud of a Graph endpoint, `undefined` for a loopback
 * Graph. `standIn` replaces it, for a loopback Graph only.
 * @throws SettingsError
 */
export function managementEndpoint(graph: Endpoint, standIn?: string): Endpoint | undefined {
  if (standIn) {
    const url = URL.canParse(standIn) ? new URL(standIn) : undefined;
    if (url === undefined || !isLoopback(url.hostname))
      throw new SettingsError('AZURE_MANAGEMENT_ENDPOINT', 'must be a loopback address');
    return { origin: url.origin, loopback: true };
  }
  const origin = managementHosts[graph.origin];
  return origin === undefined ? undefined : { origin, loopback: false };
}

export class ManagementError extends Csv2ScimError {
  constructor(
    readonly code: 'sign_in_failed' | 'forbidden' | 'unreachable' | 'refused',
    /** Status code of the response, or name of the error. Never a part of the body. */
    readonly detail: string,
  ) {
    super(`Azure's management API: ${code} (${detail})`);
  }
}

export interface ManagementAccess {
  endpoint: Endpoint;
  /** Returns an access token for the management API. */
  token: () => Promise<string>;
}

/** The calls of the checks. Paths begin with a slash and contain the API version. */
export interface ManagementClient {
  get<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /** Reads all pages of a list. */
  list<T>(path: string, item: z.ZodType<T>): Promise<T[]>;
  /** Posts an action without a body, such as getFullUrl. */
  post<T>(path: string, shape: z.ZodType<T>): Promise<T>;
}

/**
 * Timeout of a call in milliseconds. A call is not retried: the user is waiting and can run the
 * command again.
 */
const timeout = 20_000;

/** Azure's management API (Azure Resource Manager). Its methods throw ManagementError. */
export function createManagementClient({ endpoint, token }: ManagementAccess): ManagementClient {
  const get = async <T>(path: string, shape: z.ZodType<T>): Promise<T> =>
    parse(shape, await call({ url: `${endpoint.origin}${path}`, method: 'GET', token }));
  return {
    get,
    async list(path, item) {
      const shape = z.object({ value: z.array(item), nextLink: z.string().nullish() });
      const items: z.infer<typeof item>[] = [];
      let next: string | undefined = path;
      while (next !== undefined) {
        const page: z.infer<typeof shape> = await get(next, shape);
        items.push(...page.value);
        next = page.nextLink ? extractPath(page.nextLink, endpoint) : undefined;
      }
      return items;
    },
    post: async (path, shape) => parse(shape, await call({ url: `${endpoint.origin}${path}`, method: 'POST', token })),
  };
}

/** The token is only sent to the management API, even when a link points elsewhere. */
function extractPath(link: string, { origin }: Endpoint): string {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.origin !== origin) throw new ManagementError('refused', 'nextLink of another host');
  return `${url.pathname}${url.search}`;
}

interface Call {
  url: string;
  method: 'GET' | 'POST';
  token: ManagementAccess['token'];
}

async function call({ url, method, token }: Call): Promise<unknown> {
  const bearer = await token().catch((error: Error) => {
    throw new ManagementError('sign_in_failed', error.name);
  });
  let response: Response;
  try {
    const headers = { Authorization: `Bearer ${bearer}`, Accept: 'application/json' };
    response = await fetch(url, { method, headers, redirect: 'error', signal: AbortSignal.timeout(timeout) });
    if (response.ok) return await response.json();
  } catch (error) {
    throw new ManagementError('unreachable', describeFailure(error));
  }
  await response.body?.cancel();
  const { status } = response;
  throw new ManagementError(status === 401 || status === 403 ? 'forbidden' : 'refused', `status ${status}`);
}

function parse<T>(shape: z.ZodType<T>, answer: unknown): T {
  const { data } = shape.safeParse(answer);
  if (data === undefined) throw new ManagementError('refused', 'unexpected answer');
  return data;
}
