import { isObject, type Json, parseObject } from '../tenant/json';
import type { Job, Tenant } from '../tenant/tenant';

/** A bulkUpload call. */
export interface UploadCall {
  method: string;
  contentType: string | undefined;
  authorization: string | undefined;
  job: Job | undefined;
  body: string;
  /** Milliseconds since 1970. */
  time: number;
}

export interface Refusal {
  status: number;
  code: string;
  message: string;
}

export interface UploadRule {
  name: string;
  /** Microsoft's statement of the rule. */
  fact: string;
  /** Returns a refusal when the call breaks the rule. */
  check(call: UploadCall, tenant: Tenant): Refusal | undefined;
}

const createRefusal = (status: number, code: string, message: string): Refusal => ({ status, code, message });

const bulkRequestSchema = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const userSchemas = [
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
];

/**
 * Parses the operations of a body, none when it has no array of them. An element that is no object
 * counts as an empty operation.
 */
export function parseOperations(body: string): Json[] {
  const { Operations } = parseObject(body) ?? {};
  return Array.isArray(Operations)
    ? Operations.map((operation: unknown) => (isObject(operation) ? operation : {}))
    : [];
}

export const parseBearerToken = (authorization: string | undefined): string =>
  /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';

/** Refuses a call when one of its operations is invalid. The message contains only its position. */
function eachOperation(wrong: (operation: Json) => string | undefined): UploadRule['check'] {
  return ({ body }) => {
    for (const [index, operation] of parseOperations(body).entries()) {
      const message = wrong(operation);
      if (message !== undefined) return createRefusal(400, 'BadRequest', `Operations[${index}]: ${message}`);
    }
    return undefined;
  };
}

/** Microsoft documents the status and the cause only. The code and message are invented. */
export const queueFull = createRefusal(
  500,
  'InternalServerError',
  'The ingestion queue of the provisioning job is full.',
);

/** The documented rules of bulkUpload, in the order in which the service can check them. */
export const uploadRules: readonly UploadRule[] = [
  {
    name: 'POST only',
    fact: 'FAQ: the endpoint supports only the HTTP method POST',
    check: ({ method }) =>
      method === 'POST' ? undefined : createRefusal(405, 'MethodNotAllowed', 'Only POST is supported.'),
  },
  {
    name: 'access token',
    fact: 'Reference: 401 when the Authorization header is missing or the token is invalid or expired',
    check: ({ authorization }, { tokens }) =>
      Object.hasOwn(tokens, parseBearerToken(authorization))
        ? undefined
        : createRefusal(401, 'InvalidAuthenticationToken', 'Access token is missing, has expired or is not yet valid.'),
  },
  {
    name: 'permission',
    fact: 'Reference: 403 when the token lacks SynchronizationData-User.Upload',
    check: ({ authorization }, { tokens }) =>
      tokens[parseBearerToken(authorization)]?.includes('SynchronizationData-User.Upload')
        ? undefined
        : createRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  },
  {
    name: 'known job',
    fact: 'Community: 404 when the ids of different apps and jobs are mixed; servicePrincipalId is the object id',
    check: ({ job }) =>
      job === undefined ? createRefusal(404, 'ResourceNotFound', 'The provisioning job was not found.') : undefined,
  },
  {
    name: 'burst limit',
    fact: 'Concepts: 40 API calls in any 5-second window, then 429; Retry-After is not documented',
    check: ({ time }, { calls, limits }) =>
      calls.filter((earlier) => earlier > time - 5000 && earlier <= time).length >= limits.callsPer5Seconds
        ? createRefusal(429, 'TooManyRequests', 'The limit of calls in 5 seconds is exceeded.')
        : undefined,
  },
  {
    name: 'daily quota',
    fact: 'Concepts: 2,000 calls in 24 hours per tenant with Entra ID P1/P2, 6,000 with Entra ID Governance',
    check: ({ time }, { calls, limits }) =>
      calls.filter((earlier) => earlier > time - 86_400_000).length >= limits.callsPerDay
        ? createRefusal(429, 'TooManyRequests', 'The quota of calls in 24 hours is exceeded.')
        : undefined,
  },
  {
    name: 'content type',
    fact: 'Troubleshooting: Content-Type application/scim+json is required, else 400 "Invalid Data Format"',
    check: ({ contentType }) =>
      /^application\/scim\+json(;|$)/i.test(contentType ?? '')
        ? undefined
        : createRefusal(400, 'InvalidDataFormat', 'Invalid Data Format: Content-Type must be application/scim+json.'),
  },
  {
    name: 'JSON',
    fact: 'Reference: 400 when the body cannot be parsed',
    check: ({ body }) =>
      parseObject(body) === undefined ? createRefusal(400, 'BadRequest', 'The body is not a JSON object.') : undefined,
  },
  {
    name: 'root keys',
    fact: 'Reference: schemas with the BulkRequest URN is required, Operations is an array, failOnErrors is null in every example',
    check: ({ body }) => {
      const { schemas, Operations, failOnErrors, ...others } = parseObject(body) ?? {};
      if (!Array.isArray(schemas) || !schemas.includes(bulkRequestSchema))
        return createRefusal(400, 'BadRequest', `schemas must hold ${bulkRequestSchema}.`);
      if (!Array.isArray(Operations) || Operations.length === 0)
        return createRefusal(400, 'BadRequest', 'Operations must be an array with entries.');
      if (failOnErrors !== null) return createRefusal(400, 'BadRequest', 'failOnErrors must be null.');
      const [unknown] = Object.keys(others);
      return unknown === undefined
        ? undefined
        : createRefusal(400, 'BadRequest', `${unknown} is no key of a bulk request.`);
    },
  },
  {
    name: 'at most 50 operations',
    fact: 'Reference: a bulk request holds at most 50 user operations',
    check: ({ body }) =>
      parseOperations(body).length > 50
        ? createRefusal(400, 'BadRequest', 'A bulk request holds at most 50 operations.')
        : undefined,
  },
  {
    name: 'operation keys',
    fact: 'Resource synchronizationBulkUpload: method, path, bulkId and data are required; method is POST, path /Users',
    check: eachOperation(({ method, path, bulkId, data }) => {
      if (method !== 'POST') return 'method must be POST.';
      if (path !== '/Users') return 'path must be /Users.';
      if (typeof bulkId !== 'string' || bulkId === '') return 'bulkId is required.';
      return isObject(data) ? undefined : 'data is required.';
    }),
  },
  {
    name: 'unique bulkId',
    fact: 'Resource synchronizationBulkUpload: bulkId is unique within the request',
    check: ({ body }) => {
      const ids = parseOperations(body).map(({ bulkId }) => bulkId);
      return new Set(ids).size < ids.length ? createRefusal(400, 'BadRequest', 'bulkId must be unique.') : undefined;
    },
  },
  {
    name: 'user schemas',
    fact: 'Resource synchronizationBulkUpload: data.schemas must hold both the Core User and the Enterprise User URN',
    check: eachOperation(({ data }) => {
      const schemas = isObject(data) ? data.schemas : undefined;
      return Array.isArray(schemas) && userSchemas.every((urn) => schemas.includes(urn))
        ? undefined
        : `data.schemas must hold ${userSchemas.join(' and ')}.`;
    }),
  },
  {
    name: 'externalId',
    fact: 'Resource synchronizationBulkUpload: externalId is the unique id of the person in the source',
    check: eachOperation(({ data }) =>
      isObject(data) && typeof data.externalId === 'string' && data.externalId !== ''
        ? undefined
        : 'data.externalId is required.',
    ),
  },
  {
    name: 'room in the ingestion queue',
    fact: 'Troubleshooting: 500 when the ingestion queue of the job is full; the size is not documented',
    check: ({ body, job }, { limits }) =>
      (job?.staged.length ?? 0) + parseOperations(body).length > (limits.queuedUsers ?? Number.POSITIVE_INFINITY)
        ? queueFull
        : undefined,
  },
];
