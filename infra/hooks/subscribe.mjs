// After azd deploy: creates the event subscription, which sends the events of new files to the app.
// It can run again.
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { az } from './az.mjs';
import { readVariables, runMain } from './main.mjs';

const keyReads = 20;
const deployments = 5;
const pause = Number(process.env.SUBSCRIBE_PAUSE_SECONDS || 15) * 1000;
const template = fileURLToPath(new URL('../event-subscription.bicep', import.meta.url));

await runMain(async () => {
  const variables = readVariables({
    AZURE_RESOURCE_GROUP: 'run azd env set AZURE_RESOURCE_GROUP NAME',
    AZURE_SUBSCRIPTION_ID: 'run azd env set AZURE_SUBSCRIPTION_ID ID',
    FUNCTION_APP_NAME: 'run azd provision',
    SYSTEM_TOPIC_NAME: 'run azd provision',
    DATA_STORAGE_ACCOUNT_NAME: 'run azd provision',
  });
  const { AZURE_RESOURCE_GROUP: group, AZURE_SUBSCRIPTION_ID: subscription } = variables;
  const scope = ['--subscription', subscription, '--resource-group', group];
  await waitForKey(scope, variables.FUNCTION_APP_NAME);
  await deploySubscription(scope, variables);
});

/** The host creates the key some time after the first deployment of code. */
async function waitForKey(scope, app) {
  const list = ['functionapp', 'keys', 'list', ...scope, '--name', app];
  for (let count = 1; count <= keyReads; count++) {
    if (count > 1) await sleep(pause);
    const key = await az([...list, '--query', 'systemKeys.blobs_extension', '--output', 'tsv']).catch(printFailure);
    if (key) return;
    console.log(`The app has no blobs_extension key yet (${count} of ${keyReads}).`);
  }
  throw new Error(`The app ${app} has no blobs_extension key, which its host creates when it runs.
Look at the app's log stream in the Azure portal, then run azd deploy again.`);
}

async function deploySubscription(scope, variables) {
  const parameters = [
    `functionAppName=${variables.FUNCTION_APP_NAME}`,
    `systemTopicName=${variables.SYSTEM_TOPIC_NAME}`,
    `dataStorageAccountName=${variables.DATA_STORAGE_ACCOUNT_NAME}`,
  ];
  const create = ['deployment', 'group', 'create', ...scope, '--name', 'event-subscription'];
  for (let count = 1; count <= deployments; count++) {
    if (count > 1) await sleep(pause);
    console.log(`Creating the event subscription (try ${count} of ${deployments}).`);
    const done = await az([...create, '--template-file', template, '--parameters', ...parameters, '--output', 'none'])
      .then(() => true)
      .catch(printFailure);
    if (done) return console.log('The event subscription is in place.');
  }
  throw new Error(`The event subscription could not be created. Fix the error above, then run azd deploy again.
Until then, sweepInbox finds new files within five minutes.`);
}

/** Prints why a try failed. */
function printFailure({ message }) {
  console.error(message);
}
