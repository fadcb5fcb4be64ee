import { ask, goodToken, jobPath, send, simulate, stopAll, weakToken } from '../simulated';

afterEach(stopAll);

interface Schema {
  directories: { name: string; objects: { name: string; attributes: { name: string; type: string }[] }[] }[];
  synchronizationRules: {
    sourceDirectoryName: string;
    targetDirectoryName: string;
    objectMappings: { attributeMappings: { targetAttributeName: string; source: { name: string } }[] }[];
  }[];
}

const path = `${jobPath}/schema`;

test('the schema of a new job has a source directory that is not the first, and mappings between existing attributes', async () => {
  const { directories, synchronizationRules } = (await (await ask(await simulate(), path)).json()) as Schema;
  const [rule] = synchronizationRules;
  const namesIn = (name: string | undefined): string[] | undefined =>
    directories.find((directory) => directory.name === name)?.objects[0]?.attributes.map((attribute) => attribute.name);
  expect(directories[0]?.name).toBe(rule?.targetDirectoryName);
  expect(namesIn(rule?.sourceDirectoryName)).toEqual(
    expect.arrayContaining(['externalId', 'userName', 'name.givenName']),
  );
  const mappings = rule?.objectMappings[0]?.attributeMappings ?? [];
  expect(mappings.length).toBeGreaterThan(10);
  for (const { source, targetAttributeName } of mappings) {
    expect(namesIn(rule?.sourceDirectoryName)).toContain(source.name);
    expect(namesIn(rule?.targetDirectoryName)).toContain(targetAttributeName);
  }
});

test('a PUT replaces the schema by its very text, and leaves what is staged', async () => {
  const entra = await simulate();
  await send(entra, {});
  const text = await (await ask(entra, path)).text();
  expect(text).toContain('9223372036854775807');
  const body = text.replace('"directories": [', '"unknown" : 12345678901234567890,\n  "directories": [');
  const response = await ask(entra, path, { method: 'PUT', body });
  expect([response.status, await response.text()]).toEqual([204, '']);
  expect(await (await ask(entra, path)).text()).toBe(body);
  expect(entra.tenant.jobs[0]?.staged).toHaveLength(1);
  expect(entra.tenant.jobs[1]?.schema).toBe(text);
});

const directories = [{ name: 'API' }, { name: 'Entra' }];
const synchronizationRules = [{ sourceDirectoryName: 'API', targetDirectoryName: 'Entra' }];
const bodies: readonly [unknown, number][] = [
  [{ directories, synchronizationRules }, 204],
  ['{', 400],
  ['', 400],
  [[], 400],
  [{ directories }, 400],
  [{ synchronizationRules }, 400],
  [{ directories: [], synchronizationRules }, 400],
  [{ directories, synchronizationRules: [] }, 400],
  [{ directories: directories.slice(1), synchronizationRules }, 400],
];
test.each(bodies)('a PUT of %j is answered %i', async (body, status) => {
  const entra = await simulate();
  const before = entra.tenant.jobs[0]?.schema;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  expect((await ask(entra, path, { method: 'PUT', body: text })).status).toBe(status);
  expect(entra.tenant.jobs[0]?.schema === before).toBe(status !== 204);
});

const permissions: readonly [string, string, number][] = [
  ['GET', weakToken, 403],
  ['PUT', weakToken, 403],
  ['PUT', 'reader', 403],
  ['GET', 'reader', 200],
  ['PUT', 'wrong', 401],
  ['POST', goodToken, 405],
];
test.each(permissions)('%s with %s is answered %i', async (method, token, status) => {
  const entra = await simulate();
  entra.tenant.tokens.reader = ['Synchronization.Read.All'];
  expect((await ask(entra, path, { method, token })).status).toBe(status);
});

test('the schema of an unknown job is not found', async () => {
  expect((await ask(await simulate(), path.replace('job-1', 'job-2'))).status).toBe(404);
});
