import { randomUUID } from 'node:crypto';
import { GraphError } from '../errors';
import {
  createApplication,
  findApplicationsByName,
  putKeyCredentials,
  readKeyCredentials,
} from '../graph/directory/applications';
import {
  createServicePrincipal,
  findServicePrincipal,
  findServicePrincipalByAppId,
} from '../graph/directory/servicePrincipals';
import { createCertificate, readCertificate } from './certificate';
import { pollUntilVisible } from './pollUntilVisible';
import { findMissingRoles, grantRoles, planRoleGrant } from './roles';
import { type ClientRegistration, type DesiredSetup, requireId, type Setup, type SetupChange } from './setup';

type Certificate = NonNullable<DesiredSetup['certificate']>;

/**
 * Plans the sign-in with a certificate, for use outside Azure: PEM file, app registration,
 * certificate and roles.
 */
export async function planClient(setup: Setup): Promise<SetupChange[]> {
  const { desired, graph, clock, known } = setup;
  const { certificate } = desired;
  if (certificate === undefined) return [];
  const { file, appName } = certificate;
  const own = await readCertificate(file, clock.now());
  const client = await findClient(appName, graph);
  if (client !== undefined) known.client = client;
  const principal = client?.servicePrincipalId;
  const uploaded = client !== undefined && own !== undefined && (await hasCertificate(client, own, graph));
  const make = {
    what: `create a certificate for one year, with its key, as ${file}`,
    apply: () => createCertificate(file, clock.now()),
  };
  const register = { what: `register the application "${appName}"`, apply: () => registerClient(setup, appName) };
  const upload = { what: `add the certificate to "${appName}"`, apply: () => uploadCertificate(setup, certificate) };
  return [
    ...(own === undefined ? [make] : []),
    ...(principal === undefined ? [register] : []),
    ...(uploaded ? [] : [upload]),
    ...planRoleGrant(`the application "${appName}"`, await findMissingRoles(graph, principal), () =>
      grantRoles(graph, requireId(known.client?.servicePrincipalId)),
    ),
  ];
}

async function findClient(name: string, graph: Setup['graph']): Promise<ClientRegistration | undefined> {
  const [application, ...others] = await findApplicationsByName(graph, name);
  if (application === undefined) return undefined;
  if (others.length > 0) {
    const ids = [application, ...others].map(({ appId }) => appId).join(', ');
    throw new GraphError(
      'refused',
      `several app registrations are called "${name}" (${ids}). Use another name with --certificate-app, or rename all but one`,
    );
  }
  const client = { applicationId: application.id, clientId: application.appId };
  const principal = await findServicePrincipalByAppId(graph, application.appId);
  return principal === undefined ? client : { ...client, ...toClient(principal) };
}

const toClient = ({
  id,
  appOwnerOrganizationId,
}: {
  id: string;
  appOwnerOrganizationId?: string | null | undefined;
}) => ({
  servicePrincipalId: id,
  ...(appOwnerOrganizationId && { tenantId: appOwnerOrganizationId }),
});

/** Registers the application and creates its service principal, which gets the roles. */
async function registerClient({ graph, clock, known }: Setup, name: string): Promise<void> {
  if (known.client === undefined) {
    const { id, appId } = await createApplication(graph, name);
    known.client = { applicationId: id, clientId: appId };
  }
  const { clientId } = known.client;
  const made = await pollUntilVisible(clock, 'the new app registration', () => createServicePrincipal(graph, clientId));
  const principal = await pollUntilVisible(clock, 'its service principal', () => findServicePrincipal(graph, made.id));
  known.client = { ...known.client, ...toClient(principal) };
}

const hasCertificate = async (
  { applicationId }: ClientRegistration,
  certificate: string,
  graph: Setup['graph'],
): Promise<boolean> => (await readKeyCredentials(graph, applicationId)).some(({ key }) => key === certificate);

/** Adds the certificate and keeps the existing ones. */
async function uploadCertificate({ graph, clock, known }: Setup, { file, appName }: Certificate): Promise<void> {
  const id = requireId(known.client?.applicationId);
  const key = requireId(await readCertificate(file, clock.now()));
  const present = await readKeyCredentials(graph, id);
  if (present.some((credential) => typeof credential.key !== 'string')) {
    throw new GraphError(
      'refused',
      `Graph does not return the certificates of "${appName}", so adding one would delete them. Add ${file} in the Entra portal (only its certificate, not its key), or name another app with --certificate-app`,
    );
  }
  const own = { type: 'AsymmetricX509Cert', usage: 'Verify', keyId: randomUUID(), displayName: 'csv2scim', key };
  await putKeyCredentials(graph, id, [...present, own]);
}
