import { randomUUID, X509Certificate } from 'node:crypto';
import { answerQuery, filterObjects, selectProperties } from '../http/query';
import { createErrorReply, createNotFoundReply, type GraphRequest, type Reply, type Route } from '../http/router';
import type { Application, KeyCredential } from '../tenant/directory';
import { isObject, parseObject } from '../tenant/json';
import { appReadPermissions, appWritePermissions, readText } from './servicePrincipals';

/**
 * App registrations. The keys of certificates are only returned for a single application, and only
 * with `$select`.
 */
export const applications: readonly Route[] = [
  {
    method: 'GET',
    path: '/applications',
    permissions: appReadPermissions,
    handle: (request) =>
      answerQuery(() => {
        const found = filterObjects(request.tenant.applications, request, ['displayName', 'appId']);
        return { status: 200, body: { value: found.map((one) => selectProperties(removeKeys(one), request)) } };
      }),
  },
  {
    method: 'GET',
    path: '/applications/:id',
    permissions: appReadPermissions,
    handle: (request) =>
      answerQuery(() => {
        const found = findApplication(request);
        if (found === undefined) return createNotFoundReply();
        const asked = request.query.get('$select')?.split(',').includes('keyCredentials') === true;
        return { status: 200, body: selectProperties(asked ? { ...found } : removeKeys(found), request) };
      }),
  },
  { method: 'POST', path: '/applications', permissions: appWritePermissions, handle: registerApplication },
  { method: 'PATCH', path: '/applications/:id', permissions: appWritePermissions, handle: changeApplication },
];

const findApplication = ({ tenant, params }: GraphRequest): Application | undefined =>
  tenant.applications.find(({ id }) => id === params.id);

const removeKeys = (application: Application): Record<string, unknown> => ({
  ...application,
  keyCredentials: application.keyCredentials.map((credential) => ({ ...credential, key: null })),
});

function registerApplication({ tenant, body }: GraphRequest): Reply {
  const displayName = readText(body, 'displayName');
  if (displayName === undefined) return createErrorReply(400, 'Request_BadRequest', 'displayName is required.');
  const made: Application = {
    id: randomUUID(),
    appId: randomUUID(),
    displayName,
    applicationTemplateId: null,
    keyCredentials: [],
  };
  tenant.applications.push(made);
  return { status: 201, body: removeKeys(made) };
}

/** Replaces the certificates. Those that are not in the body are deleted. */
function changeApplication(request: GraphRequest): Reply {
  const application = findApplication(request);
  if (application === undefined) return createNotFoundReply();
  const { keyCredentials, ...others } = parseObject(request.body) ?? {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return createErrorReply(400, 'Request_BadRequest', `${unknown} cannot be changed here.`);
  if (!Array.isArray(keyCredentials))
    return createErrorReply(400, 'Request_BadRequest', 'keyCredentials must be an array.');
  const credentials = keyCredentials.map((credential: unknown) => acceptCredential(credential, application));
  if (!credentials.every((credential) => credential !== undefined))
    return createErrorReply(400, 'KeyCredentialsInvalidEndDate', 'Key credential is invalid.');
  application.keyCredentials = credentials;
  return { status: 204 };
}

/**
 * Accepts an existing credential that is unchanged, or a new one whose key is exactly one
 * certificate.
 */
function acceptCredential(credential: unknown, { keyCredentials }: Application): KeyCredential | undefined {
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
