// After azd provision: prints the next step. It changes nothing.
import { readVariables, runMain } from './main.mjs';

await runMain(() => {
  const { IDENTITY_PRINCIPAL_ID } = readVariables({ IDENTITY_PRINCIPAL_ID: 'run azd provision' });
  console.log(`Next, once: a Privileged Role Administrator grants the app its roles in Microsoft Graph.
  az login
  node infra/graph/grant-roles.mjs ${IDENTITY_PRINCIPAL_ID}
Then: azd deploy`);
});
