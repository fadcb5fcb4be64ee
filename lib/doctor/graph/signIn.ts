import type { TokenSource } from '../../graph/client/authenticate';
import { newRoleNote } from '../../graph/client/graphError';
import { createFindings, type Finding } from '../finding';
import { graphRefusal } from '../refusals';
import { grantedIn, lacking } from './token';

export interface SignIn {
  findings: Finding[];
  signedIn: boolean;
}

/** Whether a token for Graph can be had, and what it permits; `whose` says who signs in. The token itself is told to nobody. */
export async function examineSignIn(token: TokenSource, whose: string): Promise<SignIn> {
  const { problem } = createFindings('Graph', 'service');
  try {
    return { findings: permitted(await token({ fresh: false }), whose), signedIn: true };
  } catch (error) {
    const { message, remedy } = graphRefusal('an access token', error);
    return { findings: [problem(message, remedy)], signedIn: false };
  }
}

function permitted(token: string, whose: string): Finding[] {
  const { ok, problem } = createFindings('Graph', 'service');
  const granted = grantedIn(token);
  if (granted === undefined) {
    return [
      ok(`${whose}: a token that tells no permissions (so is the development token); what Graph answers below counts`),
    ];
  }
  const lacks = lacking(granted);
  if (lacks.length === 0) {
    return [
      ok(
        granted.by === 'application'
          ? `${whose}: its token permits all that the app does`
          : `${whose}: may read jobs and logs; whether the app may upload tells only the app's own token: --auth managed-identity beside the app`,
      ),
    ];
  }
  const remedyOf = (permission: string): string =>
    granted.by === 'application'
      ? `grant the Graph application role ${permission} to it. ${newRoleNote}`
      : `sign in as somebody who may consent to ${permission}`;
  return lacks.map(({ to, anyOf }) =>
    problem(`${whose}: its token does not permit to ${to} (${anyOf.join(' or ')})`, remedyOf(anyOf[0])),
  );
}
