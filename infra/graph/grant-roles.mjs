// Grants the app's identity its roles in Microsoft Graph. It grants only what is missing, so it can
// run again.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callGraph } from '../hooks/az.mjs';
import { runMain } from '../hooks/main.mjs';
import { defaultGraph, readRoles } from './roles.mjs';

const usage = `Usage: node infra/graph/grant-roles.mjs PRINCIPAL_ID

  PRINCIPAL_ID   object id of the app's identity: output IDENTITY_PRINCIPAL_ID of the deployment

Sign in with "az login" as a Privileged Role Administrator first. Run this before the app starts for the first time:
a newly granted role can take up to 24 hours to reach an app that has started.
GRAPH_ENDPOINT is the Graph host of another cloud (default ${defaultGraph}).`;

const [principalId = '', ...others] = process.argv.slice(2);
if (['-h', '--help'].includes(principalId)) {
  console.log(usage);
} else if (others.length > 0 || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(principalId)) {
  console.error(usage);
  process.exitCode = 2;
} else {
  await runMain(() => grantRoles(process.env.GRAPH_ENDPOINT || defaultGraph));
}

async function grantRoles(graph) {
  const { resourceId, granted, missing } = await readRoles(graph, principalId);
  for (const { value } of granted) console.log(`${value}: already granted`);
  for (const { value, id } of missing) {
    await grantRole(graph, { principalId, resourceId, appRoleId: id });
    console.log(`${value}: granted`);
  }
}

/** The body goes through a file: cmd.exe would change its quotation marks. */
async function grantRole(graph, assignment) {
  const folder = await mkdtemp(join(tmpdir(), 'grant-roles-'));
  const bodyFile = join(folder, 'assignment.json');
  try {
    await writeFile(bodyFile, JSON.stringify(assignment));
    await callGraph(graph, { method: 'POST', path: `servicePrincipals/${principalId}/appRoleAssignments`, bodyFile });
  } finally {
    await rm(folder, { recursive: true });
  }
}
