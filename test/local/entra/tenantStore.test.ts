import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCycles } from '../../../local/entra/provisioning/cycle';
import { createJob, createTenant, type Tenant } from '../../../local/entra/tenant/tenant';
import { openTenantStore } from '../../../local/entra/tenantStore';
import { type Folder, newFolder } from '../../support/files';

let folder: Folder;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => folder.remove());

const newTenant = (): Tenant => createTenant([createJob('job-1', 'app-1')], {});
const userOf = (id: string): Record<string, unknown> => ({
  externalId: id,
  userName: `${id}@example.com`,
  displayName: id,
  active: true,
});
const bodyOf = (...ids: string[]): string => JSON.stringify({ Operations: ids.map((id) => ({ data: userOf(id) })) });

const reopened = (): Tenant => {
  const tenant = newTenant();
  openTenantStore(folder.path, tenant);
  return tenant;
};
const stagedIn = ({ jobs }: Tenant): unknown[] =>
  jobs.flatMap(({ staged }) => staged.map(({ externalId }) => externalId));

test('`openTenantStore()` restores uploads that came after the last save, once', () => {
  const tenant = newTenant();
  const store = openTenantStore(folder.path, tenant);
  tenant.jobs[0]?.staged.push(userOf('a'));
  store.addUpload({ jobId: 'job-1', time: 1, body: bodyOf('a') });
  store.save();
  store.addUpload({ jobId: 'job-1', time: 2, body: bodyOf('b', 'c') });
  const restored = reopened();
  expect(stagedIn(restored)).toEqual(['a', 'b', 'c']);
  expect(restored.calls).toEqual([2]);
});

test('`openTenantStore()` restores accounts and the whole log of several saves', () => {
  const tenant = newTenant();
  const store = openTenantStore(folder.path, tenant);
  for (const id of ['a', 'b']) {
    tenant.jobs[0]?.staged.push(userOf(id));
    runCycles(tenant, Date.now());
    store.save();
  }
  const restored = reopened();
  expect(restored.log).toEqual(tenant.log);
  expect(restored.log).toHaveLength(2);
  expect([...(restored.jobs[0]?.accounts.keys() ?? [])]).toEqual(['a', 'b']);
});

test.each(['entra.log', 'entra.uploads'])(
  '`openTenantStore()` passes over what a killed process left half written in %s',
  (file) => {
    const tenant = newTenant();
    const store = openTenantStore(folder.path, tenant);
    tenant.jobs[0]?.staged.push(userOf('a'));
    runCycles(tenant, Date.now());
    store.save();
    store.addUpload({ jobId: 'job-1', time: 2, body: bodyOf('b') });
    appendFileSync(join(folder.path, file), '{"number":3,"jobId":"job-1"');
    const restored = reopened();
    expect([restored.log.length, stagedIn(restored)]).toEqual([1, ['b']]);
  },
);
