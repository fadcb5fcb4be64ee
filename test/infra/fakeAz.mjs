// Azure CLI as far as grant-roles.sh may use it: az rest against a tenant in a file. Whatever else is asked of it is refused.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const file = process.env.FAKE_TENANT;
const tenant = JSON.parse(readFileSync(file, 'utf8'));

function refuse(why) {
  process.stderr.write(`fake az: ${why}\n`);
  process.exit(2);
}

const option = { type: 'string' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { method: option, url: option, resource: option, query: option, body: option, output: option },
});
const { method, url, resource, query = '', body, output } = values;
if (positionals.join() !== 'rest' || resource !== tenant.graph) refuse(`not a call of Graph: ${process.argv.slice(2)}`);
tenant.calls.push(`${method} ${url}`);

/** The answers to what the script asks, by JMESPath. */
function answer() {
  const assignments = `${tenant.graph}/v1.0/servicePrincipals/${tenant.principalId}/appRoleAssignments`;
  const graphOf = `${tenant.graph}/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')?$select=id,appRoles`;
  if (method === 'GET' && url === graphOf && output === 'tsv') {
    if (query === 'id') return [tenant.graphId];
    const [, value] =
      /^appRoles\[\?value=='([^']+)' && contains\(allowedMemberTypes, 'Application'\)\]\.id \| \[0\]$/.exec(query) ??
      [];
    if (value === undefined) refuse(`no such query: ${query}`);
    return [tenant.appRoles[value] ?? ''];
  }
  if (method === 'GET' && url === `${assignments}?$top=999` && output === 'tsv') {
    const [, resourceId] = /^value\[\?resourceId=='([^']+)'\]\.appRoleId$/.exec(query) ?? [];
    return tenant.assignments.filter((one) => one.resourceId === resourceId).map(({ appRoleId }) => appRoleId);
  }
  if (method === 'POST' && url === assignments) {
    const made = JSON.parse(body);
    if (made.principalId !== tenant.principalId) refuse('principalId is not that of the address');
    if (tenant.assignments.some((one) => one.appRoleId === made.appRoleId && one.resourceId === made.resourceId))
      refuse('Permission being assigned already exists on the object');
    tenant.assignments.push(made);
    return [];
  }
  return refuse(`no such resource: ${method} ${url}`);
}

const lines = answer();
writeFileSync(file, JSON.stringify(tenant));
process.stdout.write(lines.map((line) => `${line}\n`).join(''));
