import { examineSignIn } from '../../../../lib/doctor/graph/signIn';
import { readPermissions } from '../../../../lib/doctor/graph/token';
import { GraphError } from '../../../../lib/errors';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (claims: unknown): string => `${part({ alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`;

const upload = 'SynchronizationData-User.Upload';
const logs = 'ProvisioningLog.Read.All';
const jobs = 'Synchronization.Read.All';

test.each<[string, string, ReturnType<typeof readPermissions>]>([
  ['an application', tokenOf({ roles: [upload, 7], oid: 'x' }), { by: 'application', permissions: [upload] }],
  ['an application without roles', tokenOf({ oid: 'x' }), { by: 'application', permissions: [] }],
  ['a person', tokenOf({ scp: `${logs} openid`, roles: [] }), { by: 'person', permissions: [logs, 'openid'] }],
  ['nobody, for another kind of token', 'csv2scim-development-token', undefined],
  ['nobody, for what only looks like one', 'a.b.c', undefined],
  ['nobody, for claims that are none', tokenOf(null), undefined],
])('`readPermissions()` reads the permissions of %s', (_, token, granted) => {
  expect(readPermissions(token)).toEqual(granted);
});

test.each<[string, unknown, string[]]>([
  ['the least roles', { roles: [upload, logs, jobs] }, []],
  [
    'other roles that do as well',
    { roles: [`${upload}.OwnedBy`, 'AuditLog.Read.All', 'Application.ReadWrite.OwnedBy'] },
    [],
  ],
  ['no upload', { roles: [logs, jobs] }, [upload]],
  ['none', { roles: [] }, [upload, logs, jobs]],
  ["a person's scopes, who need not upload", { scp: `${logs} ${jobs}` }, []],
  ["a person's scopes", { scp: upload }, [logs, jobs]],
])('`examineSignIn()` says what is lacking in a token with %s, and nothing of the token', async (_, claims, lacks) => {
  const token = tokenOf(claims);
  const { findings, signedIn } = await examineSignIn(async () => token, 'who');
  expect(signedIn).toBe(true);
  const problems = findings.filter(({ status }) => status !== 'ok');
  expect(findings.length).toBe(Math.max(1, lacks.length));
  expect(problems.map(({ message, remedy = '' }) => [message, remedy])).toEqual(
    lacks.map((permission) => [
      expect.stringContaining(`(${permission} or`),
      expect.stringMatching(`(grant the .* role|consent to) ${permission}\\b`),
    ]),
  );
  expect(JSON.stringify(findings)).not.toContain(token.split('.')[1]);
});

test('`examineSignIn()` says that nobody signs in', async () => {
  const refused = new GraphError('sign_in_failed', 'no access token could be had: check the identity');
  const { findings, signedIn } = await examineSignIn(() => Promise.reject(refused), 'who');
  expect([signedIn, findings]).toEqual([
    false,
    [expect.objectContaining({ check: 'Graph', status: 'problem', remedy: refused.message })],
  ]);
});
