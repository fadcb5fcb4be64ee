import type { Tenant } from '../tenant/tenant';
import { type Refusal, tokenOf } from './uploadRules';

/** A call to anything but bulkUpload. */
export interface GraphRequest {
  method: string;
  version: string;
  /** By which the caller reached the server. */
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
  /** JSON; a text is sent as it stands. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Route {
  method: string;
  /** A segment that begins with a colon is a parameter. */
  path: string;
  /** Any one of these will do. */
  permissions: readonly string[];
  handle(request: GraphRequest): Reply;
}

export const refused = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
});

export const notFound = (): Reply => refused(404, 'ResourceNotFound', 'Not found.');

/** A 429, with Retry-After when the tenant is set to tell it. */
export const throttled = (refusal: Pick<Refusal, 'code' | 'message'>, { limits }: Tenant): Reply => ({
  ...refused(429, refusal.code, refusal.message),
  ...(limits.retryAfter !== undefined && { headers: { 'Retry-After': String(limits.retryAfter) } }),
});

/** Answers a call by the first route that fits: 401 comes before 404, 404 before 405, 405 before 403. */
export function route(routes: readonly Route[], request: Omit<GraphRequest, 'params'>): Reply {
  const { tenant, authorization, method, path } = request;
  const token = tokenOf(authorization);
  const granted = Object.hasOwn(tenant.tokens, token) ? tenant.tokens[token] : undefined;
  if (granted === undefined)
    return refused(401, 'InvalidAuthenticationToken', 'Access token is missing, has expired or is not yet valid.');
  const fitting = routes.flatMap((candidate) => {
    const params = match(candidate.path, path);
    return params === undefined ? [] : [{ candidate, params }];
  });
  if (fitting.length === 0) return notFound();
  const found = fitting.find(({ candidate }) => candidate.method === method);
  if (found === undefined) return refused(405, 'MethodNotAllowed', `${method} is not supported.`);
  const { candidate, params } = found;
  if (!candidate.permissions.some((permission) => granted.includes(permission)))
    return refused(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  return candidate.handle({ ...request, params });
}

/** The parameters of a path that fits a pattern. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const expected = pattern.split('/');
  const segments = path.split('/');
  if (segments.length !== expected.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const name = expected[index] ?? '';
    if (name.startsWith(':') && segment !== '') params[name.slice(1)] = decoded(segment);
    else if (name !== segment) return undefined;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
