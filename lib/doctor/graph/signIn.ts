import type { TokenSource } from '../../graph/client/authenticate';
import { newRoleNote } from '../../graph/client/graphError';
import { createFindings, type Finding } from '../finding';
import { explainGraphError } from '../refusals';
import { findMissingPermissions, readPermissions } from './token';

export interface SignIn {
  findings: Finding[];
  signedIn: boolean;
}

/**
 * Checks whether a Graph token can be obtained, and what it permits. `whose` describes the account.
 * The token is never printed.
 */
export async function examineSignIn(token: TokenSource, whose: string): Promise<SignIn> {
  const { problem } = createFindings('Graph', 'service');
  try {
    return { findings: listPermissions(await token({ fresh: false }), whose), signedIn: true };
  } catch (error) {
    const { message, remedy } = explainGraphError('an access token', error);
    return { findings: [problem(message, remedy)], signedIn: false };
  }
}

function listPermissions(token: string, whose: string): Finding[] {
  const { ok, problem } = createFindings('Graph', 'service');
  const granted = readPermissions(token);
  if (granted === undefined) {
    return [
      ok(
        `${whose}: the token lists no permissions (the development token is like this). The results below show what Graph permits`,
      ),
    ];
  }
  const lacks = findMissingPermissions(granted);
  if (lacks.length === 0) {
    return [
      ok(
        granted.by === 'application'
          ? `${whose}: the token has all permissions that the app needs`
          : `${whose}: may read jobs and logs. Only the app's own token shows whether the app may upload: run it in the app with --auth managed-identity`,
      ),
    ];
  }
  const remedyOf = (permission: string): string =>
    granted.by === 'application'
      ? `grant the Graph application role ${permission} to it. ${newRoleNote}`
      : `sign in as a person who may consent to ${permission}`;
  return lacks.map(({ to, anyOf }) =>
    problem(`${whose}: the token has no permission to ${to} (${anyOf.join(' or ')})`, remedyOf(anyOf[0])),
  );
}
