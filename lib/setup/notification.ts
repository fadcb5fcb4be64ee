import { GraphError } from '../errors';
import { getSecrets, putSecrets, type Secret } from '../graph/directory/secrets';
import { type Change, knownId, type Setup, type Wishes } from './setup';

const key = 'SyncNotificationSettings';

/** The notification e-mail, without which a job's first start ends in quarantine, and the accidental-deletion threshold. */
export async function lookAtNotification({ wishes, graph, known }: Setup): Promise<Change[]> {
  const { servicePrincipalId } = known;
  const present = servicePrincipalId === undefined ? [] : await getSecrets(graph, servicePrincipalId);
  if (servicePrincipalId !== undefined && changedSecrets(present, wishes) === undefined) return [];
  const apply = async (): Promise<void> => {
    const id = knownId(known.servicePrincipalId);
    const secrets = changedSecrets(await getSecrets(graph, id), wishes);
    if (secrets !== undefined) await putSecrets(graph, id, secrets);
  };
  return [{ what: whatChanges(present, wishes), apply }];
}

function whatChanges(secrets: readonly Secret[], wishes: Notification): string {
  const { Recipients: recipients, DeleteThresholdValue: threshold } = currentSettings(secrets);
  const wanted = thresholdOf(secrets, wishes);
  const now = (value: unknown, next: string): string =>
    value === undefined || String(value) === next ? '' : ` (now ${String(value)})`;
  const { notificationEmail } = wishes;
  return `send notifications to ${notificationEmail}${now(recipients, notificationEmail)}, and stop at ${wanted}${now(threshold, String(wanted))} accidental deletions`;
}

const currentSettings = (secrets: readonly Secret[]): Record<string, unknown> =>
  settingsIn(secrets.find((secret) => secret.key === key)?.value);

const usualThreshold = 500;

/** What was asked for; else what is set, which may be stricter than usual. */
function thresholdOf(secrets: readonly Secret[], { deletionThreshold }: Notification): number {
  const set = Number(currentSettings(secrets).DeleteThresholdValue);
  return deletionThreshold ?? (set > 0 ? set : usualThreshold);
}

type Notification = Pick<Wishes, 'notificationEmail' | 'deletionThreshold'>;

/**
 * An app's secrets with its notification settings as they are to be; `undefined` when they are so already.
 * @throws GraphError when Graph keeps a secret to itself, since a PUT of the others would lose it
 */
export function changedSecrets(secrets: readonly Secret[], wishes: Notification): Secret[] | undefined {
  const own = secrets.find((secret) => secret.key === key);
  const current = settingsIn(own?.value);
  const wanted = {
    Enabled: true,
    Recipients: wishes.notificationEmail,
    DeleteThresholdEnabled: true,
    DeleteThresholdValue: thresholdOf(secrets, wishes),
  };
  // Graph has been seen to give numbers and booleans as texts
  if (Object.entries(wanted).every(([name, value]) => String(current[name]) === String(value))) return undefined;
  const hidden = secrets.filter(({ value }) => isHidden(value)).map((secret) => secret.key);
  if (hidden.length > 0) throw wouldLose(hidden);
  const changed = { ...own, key, value: JSON.stringify({ ...current, ...wanted }) };
  return own === undefined ? [...secrets, changed] : secrets.map((secret) => (secret === own ? changed : secret));
}

/** Other settings in the same text stay as they are. */
function settingsIn(value: unknown): Record<string, unknown> {
  try {
    const settings: unknown = typeof value === 'string' ? JSON.parse(value) : undefined;
    return typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? { ...settings } : {};
  } catch {
    return {};
  }
}

const isHidden = (value: unknown): boolean => typeof value !== 'string' || /^\*+$/.test(value);

const wouldLose = (keys: readonly string[]): GraphError =>
  new GraphError(
    'refused',
    `Graph does not give back what the app has stored as ${keys.join(', ')}, and would lose it if the notification e-mail were set: set the notification e-mail and the accidental-deletion threshold in the Entra portal (the app, Provisioning, Settings), then run setup again`,
  );
