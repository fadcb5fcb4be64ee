import { join } from 'node:path';
import { SettingsError, TelemetryError } from '../../lib/errors';
import {
  createApplicationInsights,
  createLogTelemetry,
  sendWithTimeout,
  type TelemetryEvent,
} from '../../lib/telemetry';
import { startChild } from '../support/child';
import { type Insights, startInsights } from '../support/insights';

const script = join(__dirname, '..', 'support', 'sendTelemetry.mts');

let insights: Insights;
beforeAll(async () => {
  insights = await startInsights();
});
beforeEach(() => insights.forget());
afterAll(() => insights.stop());

/** Sends that many events in a process of its own, and gives how that ended. */
async function send(count: number, settings: Record<string, string> = {}): Promise<string> {
  const child = startChild([script, String(count)], { ...insights.settings, ...settings });
  await child.ended;
  return child.stdout();
}

test("a receiver elsewhere gets the token of the app's identity, and one on this machine none", async () => {
  const TOKEN = 'a-token-of-the-managed-identity';
  const elsewhere = insights.settings.APPLICATIONINSIGHTS_CONNECTION_STRING?.replace('127.0.0.1', 'insights.example');
  expect(await send(1, { TOKEN, APPLICATIONINSIGHTS_CONNECTION_STRING: elsewhere ?? '' })).toBe('sent');
  expect(await send(1, { TOKEN })).toBe('sent');
  expect(insights.authorizations).toEqual([`Bearer ${TOKEN}`, '']);
});

test('without an identity nothing is sent elsewhere', async () => {
  const elsewhere = insights.settings.APPLICATIONINSIGHTS_CONNECTION_STRING?.replace('127.0.0.1', 'insights.example');
  expect(await send(1, { APPLICATIONINSIGHTS_CONNECTION_STRING: elsewhere ?? '' })).toMatch(/^TypeError/);
  expect(insights.bodies).toEqual([]);
});

test('more events than the exporter holds all arrive, once each', async () => {
  expect(await send(3000)).toBe('sent');
  expect(new Set(insights.events().map(({ properties }) => properties.number)).size).toBe(3000);
  expect(insights.envelopes).toHaveLength(3000);
});

test('an event arrives as it was sent, with empty properties and zeros', async () => {
  await send(1);
  expect(insights.events()).toMatchObject([
    { name: 'Test', properties: { number: '0', empty: '' }, measurements: { zero: 0, 'create.success': 1 } },
  ]);
});

test.each([400, 402, 403])('a receiver that answers %i has taken nothing', async (status) => {
  insights.answer = () => status;
  expect(await send(1)).toBe('TelemetryError telemetry_not_taken');
});

test('a receiver that takes half of the events has not taken them', async () => {
  insights.answer = () => 206;
  expect(await send(10)).toBe('TelemetryError telemetry_not_taken');
});

test('spaces in the connection string do no harm', async () => {
  const setting = insights.settings.APPLICATIONINSIGHTS_CONNECTION_STRING ?? '';
  expect(
    await send(1, { APPLICATIONINSIGHTS_CONNECTION_STRING: ` ${setting.replace(';', ' ; ').replaceAll('=', ' = ')} ` }),
  ).toBe('sent');
  expect(insights.envelopes).toHaveLength(1);
});

test('a receiver that answers 503 is asked again', async () => {
  insights.answer = () => (insights.bodies.length === 1 ? 503 : 200);
  expect(await send(2)).toBe('sent');
  expect(insights.envelopes).toHaveLength(2);
});

test('what is no connection string is told with the name of the setting', async () => {
  const telemetry = createApplicationInsights('nonsense', () => Promise.reject(new TypeError('no identity is asked')));
  await expect(telemetry.send([{ name: 'a', properties: {}, measurements: {} }])).rejects.toEqual(
    new SettingsError('APPLICATIONINSIGHTS_CONNECTION_STRING', 'must be the connection string of Application Insights'),
  );
});

test('sendWithTimeout() waits no longer than it may for telemetry that hangs', async () => {
  const hanging = { send: () => new Promise<void>(() => {}) };
  await expect(sendWithTimeout(20, hanging, [])).rejects.toBeInstanceOf(TelemetryError);
  await expect(
    sendWithTimeout(
      10_000,
      createLogTelemetry(() => {}),
      [],
    ),
  ).resolves.toBeUndefined();
});

test('without Application Insights, each event is one line of the log', async () => {
  const lines: string[] = [];
  const events: TelemetryEvent[] = [{ name: 'A', properties: { a: '\n' }, measurements: { b: 1 } }];
  await createLogTelemetry((line) => lines.push(line)).send(events);
  expect(lines).toEqual(['A {"properties":{"a":"\\n"},"measurements":{"b":1}}']);
});
