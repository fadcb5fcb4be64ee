import { GraphError, type GraphErrorCode } from '../errors';
import { isTransient, retryAfterOf } from './retry';

/** What a refusing status means, and what the operator does about it (from the API's reference and troubleshooting pages). */
const meanings: Readonly<Record<number, { code: GraphErrorCode; message: string }>> = {
  401: {
    code: 'unauthorized',
    message:
      'Graph refused the access token, and a new one too: the identity must be of the tenant in which the provisioning app stands, and its sign-in must not be blocked',
  },
  403: {
    code: 'forbidden',
    message:
      'the access token lacks the permission SynchronizationData-User.Upload: grant this Graph application role to the identity that signs in; tokens are kept for up to a day, so restart the app afterwards',
  },
  404: {
    code: 'not_found',
    message:
      'Graph knows no such provisioning job: servicePrincipalId must be the object id of the provisioning app (not its application id), and jobId a job of that very app',
  },
};

/** Reading a job takes another permission than uploading to it. */
const jobsForbidden =
  'the access token lacks the permission Synchronization.Read.All, which looking up the job takes: grant it, or name the job as jobId';

/** An unsuccessful answer as an error. Only the status and the request's id are told: a body may quote a record. */
export async function graphError(response: Response, now: number): Promise<GraphError> {
  await response.arrayBuffer().catch(() => {}); // frees the connection
  const { status, headers, url } = response;
  const details = { status, requestId: headers.get('request-id') ?? undefined };
  const meaning = meanings[status];
  if (meaning !== undefined) {
    const message = status === 403 && !url.endsWith('/bulkUpload') ? jobsForbidden : meaning.message;
    return new GraphError(meaning.code, message, details);
  }
  const retryAfter = retryAfterOf(headers.get('Retry-After'), now);
  const retryAfterSeconds = retryAfter === undefined ? undefined : Math.ceil(retryAfter / 1000);
  const code = status === 429 ? 'throttled' : isTransient(status) ? 'unavailable' : 'refused';
  return new GraphError(code, `Graph answered with status ${status}`, { ...details, retryAfterSeconds });
}

/** A connection that failed or hung until the last attempt. */
export const unreachable = (cause: unknown): GraphError =>
  new GraphError('unreachable', 'Graph cannot be reached: check the network, and GRAPH_ENDPOINT', { cause });
