import { z } from 'zod';
import { Csv2ScimError, SettingsError } from '../../errors';
import { describeFailure } from '../../graph/client/graphError';
import { type Endpoint, isLoopback } from '../../graph/endpoint';

/** Azure's management API in each cloud, by the cloud's Graph host. */
const managementHosts: Readonly<Record<string, string>> = {
  'https://graph.microsoft.com': 'https://management.azure.com',
  'https://graph.microsoft.us': 'https://management.usgovcloudapi.net',
  'https://dod-graph.microsoft.us': 'https://management.usgovcloudapi.net',
  'https://microsoftgraph.chinacloudapi.cn': 'https://management.chinacloudapi.cn',
};

/**
 * The management API of the cloud of a Graph endpoint; `undefined` for a Graph on loopback.
 * `standIn` names another one, on loopback alone. @throws SettingsError
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
    /** Of the response, or the name of what went wrong; nothing of a body. */
    readonly detail: string,
  ) {
    super(`Azure's management API: ${code} (${detail})`);
  }
}

export interface ManagementAccess {
  endpoint: Endpoint;
  /** An access token for the management API. */
  token: () => Promise<string>;
}

/** What the checks call: paths begin with a slash and carry the API version. */
export interface ManagementClient {
  get<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /** All pages of a list. */
  list<T>(path: string, item: z.ZodType<T>): Promise<T[]>;
  /** An action without a body, such as getFullUrl. */
  post<T>(path: string, shape: z.ZodType<T>): Promise<T>;
}

/** A call is not repeated: the user is waiting and can run the command again. */
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
        next = page.nextLink ? pathOf(page.nextLink, endpoint) : undefined;
      }
      return items;
    },
    post: async (path, shape) => parse(shape, await call({ url: `${endpoint.origin}${path}`, method: 'POST', token })),
  };
}

/** The token goes to the management API alone, wherever a link points. */
function pathOf(link: string, { origin }: Endpoint): string {
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
