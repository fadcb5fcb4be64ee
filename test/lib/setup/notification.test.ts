import { updateNotificationSecrets } from '../../../lib/setup/notification';

const key = 'SyncNotificationSettings';
const wish = { notificationEmail: 'a@example.com', deletionThreshold: 500 };
const wanted = { Enabled: true, Recipients: 'a@example.com', DeleteThresholdEnabled: true, DeleteThresholdValue: 500 };
const text = (settings: object): string => JSON.stringify(settings);

test.each([
  ['as they are written here', text(wanted)],
  ['in another order, with others', text({ Other: [1], ...Object.fromEntries(Object.entries(wanted).reverse()) })],
  ['as texts', text({ ...wanted, Enabled: 'true', DeleteThresholdValue: '500' })],
])('updateNotificationSecrets() changes nothing when the settings are as wished, %s', (_, value) => {
  expect(
    updateNotificationSecrets(
      [
        { key: 'Url', value: null },
        { key, value },
      ],
      wish,
    ),
  ).toBeUndefined();
});

test('a threshold that nobody asked for stays as it is set', () => {
  const stricter = text({ ...wanted, Recipients: 'b@example.com', DeleteThresholdValue: 50 });
  expect(updateNotificationSecrets([{ key, value: stricter }], { ...wish, deletionThreshold: undefined })).toEqual([
    { key, value: text({ ...wanted, DeleteThresholdValue: 50 }) },
  ]);
});

test.each<[string, unknown[], string]>([
  ['adds them', [], text(wanted)],
  ['sets them', [{ key, value: '' }], text(wanted)],
  ['replaces what cannot be read', [{ key, value: '[1' }], text(wanted)],
  ['replaces the recipient', [{ key, value: text({ ...wanted, Recipients: 'b@example.com' }) }], text(wanted)],
  ['switches them on', [{ key, value: text({ ...wanted, Enabled: false }) }], text(wanted)],
  ['keeps other settings', [{ key, value: text({ Other: { a: 1 } }) }], text({ Other: { a: 1 }, ...wanted })],
])('updateNotificationSecrets() %s', (_, secrets, value) => {
  expect(updateNotificationSecrets(secrets as never, wish)).toEqual([{ key, value }]);
});

test('updateNotificationSecrets() keeps every other secret, and its place', () => {
  const [before, after] = [
    { key: 'SyncAll', value: 'false', more: 1 },
    { key: 'Url', value: '' },
  ];
  const own = { key, value: '{}', more: 2 };
  expect(updateNotificationSecrets([before, own, after], wish)).toEqual([
    before,
    { ...own, value: text(wanted) },
    after,
  ]);
});

test.each([null, undefined, '*', '********', 7])(
  'updateNotificationSecrets() loses no secret that comes as %p',
  (value) => {
    for (const hidden of ['SecretToken', key])
      expect(() => updateNotificationSecrets([{ key: hidden, value }], wish)).toThrow(new RegExp(`${hidden}.*portal`));
  },
);
