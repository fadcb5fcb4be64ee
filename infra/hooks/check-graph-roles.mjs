// Before azd deploy: stops while the app's identity lacks roles in Microsoft Graph. It reads only.
import { defaultGraph, readRoles } from '../graph/roles.mjs';
import { readVariables, runMain } from './main.mjs';

await runMain(async () => {
  const { IDENTITY_PRINCIPAL_ID: principalId } = readVariables({ IDENTITY_PRINCIPAL_ID: 'run azd provision' });
  const command = `node infra/graph/grant-roles.mjs ${principalId}`;
  const { missing } = await readRoles(process.env.GRAPH_ENDPOINT || defaultGraph, principalId).catch((error) => {
    if (!error.message.includes('Authorization_RequestDenied')) throw error; // Graph's code for 403
    console.error(`Not checked: this account may not read the roles of the app's identity in Microsoft Graph.
They must be granted before the app starts: ${command}`);
    return { missing: [] };
  });
  if (missing.length === 0) return;
  const names = missing.map(({ value }) => value).join(', ');
  throw new Error(`The app's identity ${principalId} lacks these roles in Microsoft Graph: ${names}.
Nothing was deployed. A Privileged Role Administrator grants them with:
  ${command}
A newly granted role can take up to 24 hours to reach an app that has already started. A restart does not help.`);
});
