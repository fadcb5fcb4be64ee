import { GraphError } from '../errors';
import {
  type ApplicationTemplate,
  findTemplatesByName,
  instantiateTemplate,
} from '../graph/directory/applicationTemplates';
import { findServicePrincipal, findServicePrincipalsByName } from '../graph/directory/servicePrincipals';
import { pollUntilVisible } from './pollUntilVisible';
import { requireId, type Setup, type SetupChange } from './setup';

/** Names of the provisioning apps in the gallery: the current name, then the earlier one. */
const galleryNames = {
  entra: ['API-driven provisioning to Microsoft Entra ID', 'API-driven Inbound User Provisioning to Azure AD'],
  onPremises: [
    'API-driven provisioning to on-premises Active Directory',
    'API-driven Inbound User Provisioning to on-premises AD',
  ],
} as const;

/**
 * Plans the provisioning app: the one in the mapping, else the one with this name and template,
 * else a new one from the gallery.
 */
export async function planApp({ desired, graph, clock, known }: Setup): Promise<SetupChange[]> {
  const { servicePrincipalId, name, onPremises } = desired;
  if (servicePrincipalId !== undefined) {
    known.servicePrincipalId = await findExistingApp(servicePrincipalId, graph);
    return [];
  }
  const template = await findTemplate(galleryNames[onPremises ? 'onPremises' : 'entra'], graph);
  const [found, ...others] = (await findServicePrincipalsByName(graph, name)).filter(
    ({ applicationTemplateId }) => applicationTemplateId === template.id,
  );
  if (others.length > 0) {
    const ids = [found, ...others].map((app) => app?.id).join(', ');
    throw new GraphError(
      'refused',
      `several provisioning apps are called "${name}". Write the object id of one into the mapping's provisioningJob.servicePrincipalId, or its app setting: ${ids}`,
    );
  }
  if (found !== undefined) {
    known.servicePrincipalId = found.id;
    return [];
  }
  const apply = async (): Promise<void> => {
    const id = requireId(await instantiateTemplate(graph, template.id, name));
    await pollUntilVisible(clock, 'the new app', () => findServicePrincipal(graph, id));
    known.servicePrincipalId = id;
  };
  return [{ what: `add the enterprise application "${name}" from the gallery ("${template.displayName}")`, apply }];
}

async function findExistingApp(id: string, graph: Setup['graph']): Promise<string> {
  if ((await findServicePrincipal(graph, id)) !== undefined) return id;
  throw new GraphError(
    'not_found',
    `provisioningJob.servicePrincipalId: no enterprise application of this tenant has the object id ${id}. Use the object id of the provisioning app (not its application id). Or unset the app setting, to find or add the app by its name`,
  );
}

async function findTemplate(names: readonly string[], graph: Setup['graph']): Promise<ApplicationTemplate> {
  for (const name of names) {
    const [template] = await findTemplatesByName(graph, name);
    if (template !== undefined) return template;
  }
  const sought = names.map((name) => `"${name}"`).join(' nor ');
  throw new GraphError(
    'not_found',
    `the Microsoft Entra gallery of this cloud has neither ${sought}. Add the provisioning app in the Entra portal, and write its object id into provisioningJob.servicePrincipalId`,
  );
}
