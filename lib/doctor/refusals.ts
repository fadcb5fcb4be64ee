import { GraphError, type GraphErrorCode, isSignInError } from '../errors';
import { hasStatus } from '../ingestion/storage/calls';

/** What a service said instead of an answer, and what to do about it. */
export interface Refusal {
  message: string;
  remedy: string;
}

/** Where the error's own message tells no remedy. */
const graphRemedies: Partial<Record<GraphErrorCode, string>> = {
  throttled: 'Graph has too many calls of this tenant: run it again in some minutes',
  unavailable: 'run it again in some minutes; if it stays, look at the service health of Microsoft Entra',
  refused: 'check GRAPH_ENDPOINT, and look at the job in the Entra portal',
};

/** Why something could not be had of Graph. @throws whatever is no error of Graph's */
export function graphRefusal(what: string, error: unknown): Refusal {
  if (!(error instanceof GraphError)) throw error;
  const { code, status, requestId, message } = error;
  const details = [code, status && `status ${status}`, requestId && `request-id ${requestId}`].filter(Boolean);
  const could = `${what} could not be read (${details.join(', ')})`;
  const remedy = graphRemedies[code];
  return remedy === undefined ? { message: could, remedy: message } : { message: `${could}: ${message}`, remedy };
}

const roleNeeded = (role: string): string =>
  `grant the role ${role} on the storage account (it takes effect within minutes), and check that the account's network rules let this machine in`;

/** What the storage said to somebody who needs a role there. @throws what is neither the storage's error nor a sign-in's */
export function storageRefusal(error: unknown, role: string): Refusal {
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
      message: `does not answer as it should (${status}${code})`,
      remedy:
        "check HrStorage, the network, and the account's network rules; for a running npm run dev, add --environment local, for an azd environment --environment NAME",
    };
  }
  if (!isSignInError(error as Error)) throw error;
  return {
    message: `cannot be asked: nobody is signed in to Azure (${name})`,
    remedy: `sign in with az login as somebody who has the role ${role} on the storage account, or run it beside the app with --auth managed-identity`,
  };
}
