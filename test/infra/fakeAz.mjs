// Azure CLI, as far as the scripts below infra/ use it. Its state is a JSON file. It refuses every
// other command.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const file = process.env.FAKE_AZURE;
const azure = JSON.parse(readFileSync(file, 'utf8'));

const option = { type: 'string' };
const names = ['method', 'url', 'resource', 'query', 'body', 'output', 'name', 'subscription', 'resource-group'];
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: Object.fromEntries([...names, 'template-file', 'parameters'].map((name) => [name, option])),
});
azure.calls.push(process.argv.slice(2));

const commands = {
  rest: callGraph,
  'functionapp keys list': listKeys,
  'deployment group create': deploy,
};
const command = Object.keys(commands).find((name) => positionals.join(' ').startsWith(name));
if (command === undefined) end(2, `fake az: unknown command ${positionals.join(' ')}`);
commands[command]();

function callGraph() {
  const { method, url, resource, output } = values;
  if (resource !== azure.graph || output !== 'json') end(2, 'fake az: not a call of Graph');
  if (azure.isDenied) end(1, 'ERROR: Forbidden({"error":{"code":"Authorization_RequestDenied"}})');
  const assignments = `${azure.graph}/v1.0/servicePrincipals/${azure.principalId}/appRoleAssignments`;
  const graph = `${azure.graph}/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')?$select=id,appRoles`;
  if (method === 'GET' && url === graph) print({ id: azure.graphId, appRoles: azure.appRoles });
  else if (method === 'GET' && url === `${assignments}?$top=999`) print({ value: azure.assignments });
  else if (method === 'POST' && url === assignments) assign();
  else end(2, `fake az: no such resource: ${method} ${url}`);
}

function assign() {
  const made = JSON.parse(readFileSync(values.body.slice(1), 'utf8'));
  if (made.principalId !== azure.principalId) end(2, 'fake az: principalId differs from the URL');
  if (
    azure.assignments.some(
      ({ appRoleId, resourceId }) => appRoleId === made.appRoleId && resourceId === made.resourceId,
    )
  )
    end(1, 'ERROR: Permission being assigned already exists on the object');
  azure.assignments.push(made);
  print(made);
}

function listKeys() {
  if (values.query !== 'systemKeys.blobs_extension' || values.output !== 'tsv') end(2, 'fake az: not the key');
  azure.keyReads -= 1;
  if (azure.keyReads === 1) end(1, 'ERROR: ServiceUnavailable');
  end(0, '', azure.keyReads < 1 ? 'system-key\n' : '\n');
}

function deploy() {
  azure.failures -= 1;
  if (azure.failures >= 0) end(1, 'ERROR: Webhook validation handshake failed');
  end(0);
}

function print(value) {
  end(0, '', `${JSON.stringify(value, null, 2)}\n`);
}

/** Ends, with the line ends of Azure CLI on this system. */
function end(code, stderr = '', stdout = '') {
  writeFileSync(file, JSON.stringify(azure));
  process.stderr.write(stderr && `${stderr}${azure.lineEnd}`);
  process.stdout.write(stdout.replaceAll('\n', azure.lineEnd));
  process.exit(code);
}
