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
import { makeCertificate, readCertificate } from './certificate';
import { pollUntilVisible } from './pollUntilVisible';
import { grantChange, grantRoles, missingRoles } from './roles';
import { type Change, type Client, knownId, type Setup, type Wishes } from './setup';

type Certificate = NonNullable<Wishes['certificate']>;

/** What signs in with a certificate, for use outside Azure: the PEM file, an app registration, the certificate in it, its roles. */
export async function lookAtClient(setup: Setup): Promise<Change[]> {
  const { wishes, graph, clock, known } = setup;
  const { certificate } = wishes;
  if (certificate === undefined) return [];
  const { file, appName } = certificate;
  const own = await readCertificate(file, clock.now());
  const client = await findClient(appName, graph);
  if (client !== undefined) known.client = client;
  const principal = client?.servicePrincipalId;
  const uploaded = client !== undefined && own !== undefined && (await isIn(client, own, graph));
  const make = {
    what: `make a certificate for one year, with its key, as ${file}`,
    apply: () => makeCertificate(file, clock.now()),
  };
  const register = { what: `register the application "${appName}"`, apply: () => registerClient(setup, appName) };
  const upload = { what: `add the certificate to "${appName}"`, apply: () => uploadCertificate(setup, certificate) };
  return [
    ...(own === undefined ? [make] : []),
    ...(principal === undefined ? [register] : []),
    ...(uploaded ? [] : [upload]),
    ...grantChange(`the application "${appName}"`, await missingRoles(graph, principal), () =>
      grantRoles(graph, knownId(known.client?.servicePrincipalId)),
    ),
  ];
}

async function findClient(name: string, graph: Setup['graph']): Promise<Client | undefined> {
  const [application, ...others] = await findApplicationsByName(graph, name);
  if (application === undefined) return undefined;
  if (others.length > 0) {
    const ids = [application, ...others].map(({ appId }) => appId).join(', ');
    throw new GraphError(
      'refused',
      `several app registrations are called "${name}" (${ids}): name another with --certificate-app, or rename all but one`,
    );
  }
  const client = { applicationId: application.id, clientId: application.appId };
  const principal = await findServicePrincipalByAppId(graph, application.appId);
  return principal === undefined ? client : { ...client, ...ofPrincipal(principal) };
}

const ofPrincipal = ({
  id,
  appOwnerOrganizationId,
}: {
  id: string;
  appOwnerOrganizationId?: string | null | undefined;
}) => ({
  servicePrincipalId: id,
  ...(appOwnerOrganizationId && { tenantId: appOwnerOrganizationId }),
});

/** Registers what is missing: the application, and its service principal, which roles are granted to. */
async function registerClient({ graph, clock, known }: Setup, name: string): Promise<void> {
  if (known.client === undefined) {
    const { id, appId } = await createApplication(graph, name);
    known.client = { applicationId: id, clientId: appId };
  }
  const { clientId } = known.client;
  const made = await pollUntilVisible(clock, 'the new app registration', () => createServicePrincipal(graph, clientId));
  const principal = await pollUntilVisible(clock, 'its service principal', () => findServicePrincipal(graph, made.id));
  known.client = { ...known.client, ...ofPrincipal(principal) };
}

const isIn = async ({ applicationId }: Client, certificate: string, graph: Setup['graph']): Promise<boolean> =>
  (await readKeyCredentials(graph, applicationId)).some(({ key }) => key === certificate);

/** Adds the certificate to those that are there. */
async function uploadCertificate({ graph, clock, known }: Setup, { file, appName }: Certificate): Promise<void> {
  const id = knownId(known.client?.applicationId);
  const key = knownId(await readCertificate(file, clock.now()));
  const present = await readKeyCredentials(graph, id);
  if (present.some((credential) => typeof credential.key !== 'string')) {
    throw new GraphError(
      'refused',
      `Graph does not give back the certificates that "${appName}" has, and would lose them: add ${file} in the Entra portal (its certificate alone, not its key), or name another app with --certificate-app`,
    );
  }
  const own = { type: 'AsymmetricX509Cert', usage: 'Verify', keyId: randomUUID(), displayName: 'csv2scim', key };
  await putKeyCredentials(graph, id, [...present, own]);
}
