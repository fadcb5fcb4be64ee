import { createErrorReply, createNotFoundReply, type GraphRequest, type Reply, type Route } from '../http/router';
import { isObject, parseObject } from '../tenant/json';
import { jobReadPermissions, jobWritePermissions } from './jobs';
import { findServicePrincipal } from './servicePrincipals';

const path = '/servicePrincipals/:servicePrincipalId/synchronization/secrets';

/** The secrets of an app's provisioning. A PUT replaces all of them. */
export const secrets: readonly Route[] = [
  {
    method: 'GET',
    path,
    permissions: jobReadPermissions,
    handle(request) {
      const app = findServicePrincipal(request, request.params.servicePrincipalId);
      return app === undefined ? createNotFoundReply() : { status: 200, body: { value: app.secrets } };
    },
  },
  { method: 'PUT', path, permissions: jobWritePermissions, handle: putSecrets },
];

function putSecrets(request: GraphRequest): Reply {
  const app = findServicePrincipal(request, request.params.servicePrincipalId);
  if (app === undefined) return createNotFoundReply();
  const value = parseObject(request.body)?.value;
  if (!Array.isArray(value)) return createErrorReply(400, 'BadRequest', 'value must be an array.');
  const pairs = value.map((pair: unknown) => {
    const { key, value } = isObject(pair) ? pair : {};
    return typeof key === 'string' && typeof value === 'string' ? { key, value } : undefined;
  });
  if (!pairs.every((pair) => pair !== undefined))
    return createErrorReply(400, 'BadRequest', 'Each secret has a key and a value, both texts.');
  app.secrets = pairs;
  return { status: 204 };
}
