import { GraphError, type GraphErrorCode, isSignInError } from '../errors';
import { hasStatus } from '../ingestion/storage/calls';

/** An error of a service, and how to fix it. */
export interface ErrorExplanation {
  message: string;
  remedy: string;
}

/** Remedies for errors whose message does not contain one. */
const graphRemedies: Partial<Record<GraphErrorCode, string>> = {
  throttled: 'this tenant makes too many calls to Graph. Run it again in a few minutes',
  unavailable: 'run it again in a few minutes. If the error remains, check the service health of Microsoft Entra',
  refused: 'check GRAPH_ENDPOINT, and the job in the Entra portal',
};

/** Explains an error of Graph. @throws any other error */
export function explainGraphError(what: string, error: unknown): ErrorExplanation {
  if (!(error instanceof GraphError)) throw error;
  const { code, status, requestId, message } = error;
  const details = [code, status && `status ${status}`, requestId && `request-id ${requestId}`].filter(Boolean);
  const could = `${what} could not be read (${details.join(', ')})`;
  const remedy = graphRemedies[code];
  return remedy === undefined ? { message: could, remedy: message } : { message: `${could}: ${message}`, remedy };
}

const roleNeeded = (role: string): string =>
  `grant the role ${role} on the storage account (it takes effect within minutes), and check that the account's network rules allow this machine`;

/**
 * Explains an error of the storage; `role` is the role that is needed.
 * @throws an error that comes neither from the storage nor from the sign-in
 */
export function explainStorageError(error: unknown, role: string): ErrorExplanation {
  const { name, code: given, statusCode } = error as { name: string; code?: unknown; statusCode?: number };
  const code = typeof given === 'string' ? given : name;
  if (hasStatus(error, 401, 403)) {
    const mistaken =
      code === 'AuthenticationFailed' ? "the key or token is not this account's: fix HrStorage, or " : '';
    return { message: `refused (status ${statusCode}, ${code})`, remedy: `${mistaken}${roleNeeded(role)}` };
  }
  if (name === 'RestError' || name === 'AbortError') {
    const status = statusCode === undefined ? '' : `status ${statusCode}, `;
    return {
      message: `does not respond correctly (${status}${code})`,
      remedy:
        "check HrStorage, the network, and the account's network rules. For a running npm run dev, add --environment local; for an azd environment, add --environment NAME",
    };
  }
  if (!isSignInError(error as Error)) throw error;
  return {
    message: `cannot be read: nobody is signed in to Azure (${name})`,
    remedy: `sign in with az login as a person with the role ${role} on the storage account, or run it in the app with --auth managed-identity`,
  };
}
