import type { Tenant } from '../tenant/tenant';
import { parseBearerToken, type Refusal } from './uploadRules';

/** A call to any endpoint except bulkUpload. */
export interface GraphRequest {
  method: string;
  version: string;
  /** Origin under which the caller reached the server. */
  origin: string;
  path: string;
  query: URLSearchParams;
  params: Readonly<Record<string, string>>;
  authorization: string | undefined;
  body: string;
  /** Milliseconds since 1970. */
  time: number;
  tenant: Tenant;
}

export interface Reply {
  status: number;
  /** JSON. A string is sent unchanged. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Route {
  method: string;
  /** A segment that begins with a colon is a parameter. */
  path: string;
  /** Any one of these is enough. */
  permissions: readonly string[];
  handle(request: GraphRequest): Reply;
}

export const createErrorReply = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
});

export const createNotFoundReply = (): Reply => createErrorReply(404, 'ResourceNotFound', 'Not found.');

/** Creates a 429 reply, with Retry-After when the tenant's limits set it. */
export const createThrottledReply = (refusal: Pick<Refusal, 'code' | 'message'>, { limits }: Tenant): Reply => ({
  ...createErrorReply(429, refusal.code, refusal.message),
  ...(limits.retryAfter !== undefined && { headers: { 'Retry-After': String(limits.retryAfter) } }),
});

/**
 * Answers a call with the first matching route. 401 takes precedence over 404, 404 over 405, 405
 * over 403.
 */
export function routeRequest(routes: readonly Route[], request: Omit<GraphRequest, 'params'>): Reply {
  const { tenant, authorization, method, path } = request;
  const token = parseBearerToken(authorization);
  const granted = Object.hasOwn(tenant.tokens, token) ? tenant.tokens[token] : undefined;
  if (granted === undefined)
    return createErrorReply(
      401,
      'InvalidAuthenticationToken',
      'Access token is missing, has expired or is not yet valid.',
    );
  const fitting = routes.flatMap((candidate) => {
    const params = matchPath(candidate.path, path);
    return params === undefined ? [] : [{ candidate, params }];
  });
  if (fitting.length === 0) return createNotFoundReply();
  const found = fitting.find(({ candidate }) => candidate.method === method);
  if (found === undefined) return createErrorReply(405, 'MethodNotAllowed', `${method} is not supported.`);
  const { candidate, params } = found;
  if (!candidate.permissions.some((permission) => granted.includes(permission)))
    return createErrorReply(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  return candidate.handle({ ...request, params });
}

/** Returns the parameters of a path that matches a pattern. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const expected = pattern.split('/');
  const segments = path.split('/');
  if (segments.length !== expected.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const name = expected[index] ?? '';
    if (name.startsWith(':') && segment !== '') params[name.slice(1)] = decodeSegment(segment);
    else if (name !== segment) return undefined;
  }
  return params;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
