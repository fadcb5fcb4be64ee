import { randomUUID, X509Certificate } from 'node:crypto';
import { filtered, selected, withQuery } from '../http/query';
import { type GraphRequest, notFound, type Reply, type Route, refused } from '../http/router';
import type { Application, KeyCredential } from '../tenant/directory';
import { isObject, parseObject } from '../tenant/json';
import { readingApps, textIn, writingApps } from './servicePrincipals';

/** App registrations. The certificates' content is told of one application alone, and only when it is asked for. */
export const applications: readonly Route[] = [
  {
    method: 'GET',
    path: '/applications',
    permissions: readingApps,
    handle: (request) =>
      withQuery(() => {
        const found = filtered(request.tenant.applications, request, ['displayName', 'appId']);
        return { status: 200, body: { value: found.map((one) => selected(withoutKeys(one), request)) } };
      }),
  },
  {
    method: 'GET',
    path: '/applications/:id',
    permissions: readingApps,
    handle: (request) =>
      withQuery(() => {
        const found = applicationOf(request);
        if (found === undefined) return notFound();
        const asked = request.query.get('$select')?.split(',').includes('keyCredentials') === true;
        return { status: 200, body: selected(asked ? { ...found } : withoutKeys(found), request) };
      }),
  },
  { method: 'POST', path: '/applications', permissions: writingApps, handle: register },
  { method: 'PATCH', path: '/applications/:id', permissions: writingApps, handle: change },
];

const applicationOf = ({ tenant, params }: GraphRequest): Application | undefined =>
  tenant.applications.find(({ id }) => id === params.id);

const withoutKeys = (application: Application): Record<string, unknown> => ({
  ...application,
  keyCredentials: application.keyCredentials.map((credential) => ({ ...credential, key: null })),
});

function register({ tenant, body }: GraphRequest): Reply {
  const displayName = textIn(body, 'displayName');
  if (displayName === undefined) return refused(400, 'Request_BadRequest', 'displayName is required.');
  const made: Application = {
    id: randomUUID(),
    appId: randomUUID(),
    displayName,
    applicationTemplateId: null,
    keyCredentials: [],
  };
  tenant.applications.push(made);
  return { status: 201, body: withoutKeys(made) };
}

/** Replaces the certificates: those that are not in the body are gone. */
function change(request: GraphRequest): Reply {
  const application = applicationOf(request);
  if (application === undefined) return notFound();
  const { keyCredentials, ...others } = parseObject(request.body) ?? {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return refused(400, 'Request_BadRequest', `${unknown} cannot be changed here.`);
  if (!Array.isArray(keyCredentials)) return refused(400, 'Request_BadRequest', 'keyCredentials must be an array.');
  const credentials = keyCredentials.map((credential: unknown) => taken(credential, application));
  if (!credentials.every((credential) => credential !== undefined))
    return refused(400, 'KeyCredentialsInvalidEndDate', 'Key credential is invalid.');
  application.keyCredentials = credentials;
  return { status: 204 };
}

/** A credential that is there already, as it was; or a new one, whose key must be a certificate and nothing but that. */
function taken(credential: unknown, { keyCredentials }: Application): KeyCredential | undefined {
  if (!isObject(credential)) return undefined;
  const { key, keyId, type, usage } = credential;
  const present = keyCredentials.find((other) => other.keyId === keyId);
  if (present !== undefined) return JSON.stringify(present) === JSON.stringify(credential) ? present : undefined;
  if (typeof key !== 'string' || type !== 'AsymmetricX509Cert' || usage !== 'Verify') return undefined;
  try {
    const der = Buffer.from(key, 'base64');
    const { raw, validFrom, validTo } = new X509Certificate(der);
    if (!raw.equals(der)) return undefined;
    const [startDateTime, endDateTime] = [validFrom, validTo].map((date) => new Date(date).toISOString());
    return { startDateTime, endDateTime, ...credential, keyId: typeof keyId === 'string' ? keyId : randomUUID(), key };
  } catch {
    return undefined;
  }
}
