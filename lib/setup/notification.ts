import { GraphError } from '../errors';
import { getSecrets, putSecrets, type Secret } from '../graph/directory/secrets';
import { type DesiredSetup, requireId, type Setup, type SetupChange } from './setup';

const key = 'SyncNotificationSettings';

/**
 * Plans the notification e-mail and the accidental-deletion threshold. Without the e-mail, a job's
 * first start ends in quarantine.
 */
export async function planNotification({ desired, graph, known }: Setup): Promise<SetupChange[]> {
  const { servicePrincipalId } = known;
  const present = servicePrincipalId === undefined ? [] : await getSecrets(graph, servicePrincipalId);
  if (servicePrincipalId !== undefined && updateNotificationSecrets(present, desired) === undefined) return [];
  const apply = async (): Promise<void> => {
    const id = requireId(known.servicePrincipalId);
    const secrets = updateNotificationSecrets(await getSecrets(graph, id), desired);
    if (secrets !== undefined) await putSecrets(graph, id, secrets);
  };
  return [{ what: describeChange(present, desired), apply }];
}

function describeChange(secrets: readonly Secret[], wishes: Notification): string {
  const { Recipients: recipients, DeleteThresholdValue: threshold } = readNotificationSettings(secrets);
  const wanted = chooseThreshold(secrets, wishes);
  const now = (value: unknown, next: string): string =>
    value === undefined || String(value) === next ? '' : ` (now ${String(value)})`;
  const { notificationEmail } = wishes;
  return `send notifications to ${notificationEmail}${now(recipients, notificationEmail)}, and stop at ${wanted}${now(threshold, String(wanted))} accidental deletions`;
}

const readNotificationSettings = (secrets: readonly Secret[]): Record<string, unknown> =>
  parseSettings(secrets.find((secret) => secret.key === key)?.value);

const usualThreshold = 500;

/** Chooses the option's threshold, else the current one, which may be stricter than the default. */
function chooseThreshold(secrets: readonly Secret[], { deletionThreshold }: Notification): number {
  const set = Number(readNotificationSettings(secrets).DeleteThresholdValue);
  return deletionThreshold ?? (set > 0 ? set : usualThreshold);
}

type Notification = Pick<DesiredSetup, 'notificationEmail' | 'deletionThreshold'>;

/**
 * Returns an app's secrets with the desired notification settings, `undefined` when they have them
 * already.
 * @throws GraphError when Graph hides a secret, because a PUT of the others would delete it
 */
export function updateNotificationSecrets(secrets: readonly Secret[], wishes: Notification): Secret[] | undefined {
  const own = secrets.find((secret) => secret.key === key);
  const current = parseSettings(own?.value);
  const wanted = {
    Enabled: true,
    Recipients: wishes.notificationEmail,
    DeleteThresholdEnabled: true,
    DeleteThresholdValue: chooseThreshold(secrets, wishes),
  };
  // Graph sometimes returns numbers and booleans as strings
  if (Object.entries(wanted).every(([name, value]) => String(current[name]) === String(value))) return undefined;
  const hidden = secrets.filter(({ value }) => isHidden(value)).map((secret) => secret.key);
  if (hidden.length > 0) throw createHiddenSecretError(hidden);
  const changed = { ...own, key, value: JSON.stringify({ ...current, ...wanted }) };
  return own === undefined ? [...secrets, changed] : secrets.map((secret) => (secret === own ? changed : secret));
}

/** Parses the settings. Other settings in the same text are kept. */
function parseSettings(value: unknown): Record<string, unknown> {
  try {
    const settings: unknown = typeof value === 'string' ? JSON.parse(value) : undefined;
    return typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? { ...settings } : {};
  } catch {
    return {};
  }
}

const isHidden = (value: unknown): boolean => typeof value !== 'string' || /^\*+$/.test(value);

const createHiddenSecretError = (keys: readonly string[]): GraphError =>
  new GraphError(
    'refused',
    `Graph does not return the app's secrets ${keys.join(', ')}, so setting the notification e-mail would delete them. Set the notification e-mail and the accidental-deletion threshold in the Entra portal (the app, Provisioning, Settings), then run setup again`,
  );
