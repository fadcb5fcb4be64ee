import { type GraphRequest, notFound, type Reply, type Route, refused } from '../http/router';
import { isObject, parseObject } from '../tenant/json';
import { reading, writing } from './jobs';
import { shown } from './servicePrincipals';

const path = '/servicePrincipals/:servicePrincipalId/synchronization/secrets';

/** The secrets of an app's provisioning, which a PUT replaces as a whole. */
export const secrets: readonly Route[] = [
  {
    method: 'GET',
    path,
    permissions: reading,
    handle(request) {
      const app = shown(request, request.params.servicePrincipalId);
      return app === undefined ? notFound() : { status: 200, body: { value: app.secrets } };
    },
  },
  { method: 'PUT', path, permissions: writing, handle: put },
];

function put(request: GraphRequest): Reply {
  const app = shown(request, request.params.servicePrincipalId);
  if (app === undefined) return notFound();
  const value = parseObject(request.body)?.value;
  if (!Array.isArray(value)) return refused(400, 'BadRequest', 'value must be an array.');
  const pairs = value.map((pair: unknown) => {
    const { key, value } = isObject(pair) ? pair : {};
    return typeof key === 'string' && typeof value === 'string' ? { key, value } : undefined;
  });
  if (!pairs.every((pair) => pair !== undefined))
    return refused(400, 'BadRequest', 'Each secret has a key and a value, both texts.');
  app.secrets = pairs;
  return { status: 204 };
}
