import { GraphError, type GraphErrorCode } from '../../errors';
import { isTransient, parseRetryAfter } from './retryPolicy';

/** The call that was refused. */
export interface RefusedCall {
  method: string;
  url: string;
}

/**
 * What a refusing status means, and what the operator does about it (from the API's reference and
 * troubleshooting pages).
 */
const meanings: Readonly<Record<number, { code: GraphErrorCode; message: string }>> = {
  401: {
    code: 'unauthorized',
    message:
      'Graph refused the access token, and a new one too: the identity must be of the tenant of the provisioning app, and its sign-in must not be blocked',
  },
  404: {
    code: 'not_found',
    message:
      'Graph knows no such provisioning job: servicePrincipalId must be the object id of the provisioning app (not its application id), and jobId a job of that very app',
  },
};

/** What a person needs besides, to change apps and their jobs. */
const administrators =
  'A person also needs the directory role Application Administrator or Cloud Application Administrator';

/**
 * The platform caches a managed identity's token for about a day (Microsoft's page on managed
 * identities).
 */
export const newRoleNote = 'A managed identity gets a new role within 24 hours. Restarting the app does not help';

/** Each kind of call takes a permission of its own. */
function explainForbidden({ method, url }: RefusedCall): string {
  if (url.endsWith('/bulkUpload')) {
    return `the access token lacks the permission SynchronizationData-User.Upload. Grant this Graph application role to the identity that signs in. ${newRoleNote}`;
  }
  if (url.includes('/auditLogs/')) {
    return `the access token lacks the permission ProvisioningLog.Read.All. Grant this Graph application role to the identity that signs in, or sign in as a person who may read reports. ${newRoleNote}`;
  }
  if (!url.includes('/synchronization/')) return explainForbiddenInDirectory({ method, url });
  return method === 'GET'
    ? `the access token lacks the permission Synchronization.Read.All, which is needed to read jobs. Grant this Graph application role to the identity that signs in. To upload without it, name the job as jobId in the mapping. ${newRoleNote}`
    : `the access token lacks the permission Synchronization.ReadWrite.All, which is needed to change the job. ${administrators}`;
}

function explainForbiddenInDirectory({ method, url }: RefusedCall): string {
  return method === 'POST' && url.endsWith('/appRoleAssignments')
    ? 'the access token lacks the permission AppRoleAssignment.ReadWrite.All, which is needed to grant an application role. A person also needs the directory role Privileged Role Administrator'
    : `the access token lacks the permission Application.ReadWrite.All, which is needed to find and add apps. ${administrators}`;
}

/**
 * An unsuccessful answer as an error. The message has only the status and the request's id: a body may
 * quote a record.
 */
export function createGraphError({ status, headers }: Response, call: RefusedCall, now: number): GraphError {
  const details = { status, requestId: headers.get('request-id') ?? undefined };
  if (status === 403) return new GraphError('forbidden', explainForbidden(call), details);
  if (status === 404 && !/\/synchronization\/|\/auditLogs\//.test(call.url))
    return new GraphError(
      'not_found',
      'Graph knows no such app in this tenant: use its object id, not its application id',
      details,
    );
  const meaning = meanings[status];
  if (meaning !== undefined) return new GraphError(meaning.code, meaning.message, details);
  const retryAfter = parseRetryAfter(headers.get('Retry-After'), now);
  const retryAfterSeconds = retryAfter === undefined ? undefined : Math.ceil(retryAfter / 1000);
  const code = status === 429 ? 'throttled' : isTransient(status) ? 'unavailable' : 'refused';
  return new GraphError(code, `Graph answered with status ${status}`, { ...details, retryAfterSeconds });
}

/** A connection that failed or hung until the last attempt. */
export const createUnreachableError = (cause: unknown): GraphError =>
  new GraphError(
    'unreachable',
    `Graph cannot be reached (${describeFailure(cause)}): check the network, and GRAPH_ENDPOINT`,
    {
      cause,
    },
  );

/** Why a connection failed: the system's code, such as ECONNREFUSED, or the kind of error. */
export function describeFailure(error: unknown): string {
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : (error as Error).name;
}
