import { randomUUID } from 'node:crypto';
import { targetOf } from '../tenant/defaultSchema';
import type { Json } from '../tenant/json';
import type { ErrorInformation, ModifiedProperty, ProvisioningAction, ProvisioningResult } from '../tenant/logEntry';
import { type Account, externalIdOf, type Job, type Tenant } from '../tenant/tenant';
import { duplicateUserName, managerNotFound, missingUserName } from './provisioningErrors';
import { attributesOf, managerPath } from './userAttributes';

/** What a cycle did with one user that was sent. */
export interface Change {
  externalId: string;
  user: Json;
  /** The attributes that were sent with a value. */
  sent: Record<string, string>;
  /** None when it could not be created. */
  account: Account | undefined;
  action: ProvisioningAction;
  status: ProvisioningResult;
  error: ErrorInformation | null;
  modified: ModifiedProperty[];
}

/** Object ids by userPrincipalName in lower case, over the whole tenant: Entra ID lets nobody share one. */
export type Names = Map<string, string>;

export function namesOf({ jobs }: Tenant): Names {
  const accounts = jobs.flatMap((job) => [...job.accounts.values()]);
  return new Map(accounts.map(({ id, attributes }) => [(attributes.userName ?? '').toLowerCase(), id]));
}

/** Creates, updates or disables the account of one user, all but its manager; leaves it as it is when that fails. */
export function provision(user: Json, job: Job, names: Names): Change {
  const externalId = externalIdOf(user);
  const { [managerPath]: _, ...attributes } = attributesOf(user);
  const account = job.accounts.get(externalId);
  const attempt = account === undefined ? create(user, attributes) : update(account, user, attributes);
  const change: Change = {
    externalId,
    user,
    sent: attributesOf(user),
    account,
    status: 'success',
    error: null,
    ...attempt,
  };
  const error = refusal(change, names);
  if (error !== undefined) return { ...change, status: 'failure', error };
  const after = { ...account?.attributes, ...attributes };
  const kept = account ?? { id: randomUUID(), enabled: true, attributes: {} };
  if (account?.attributes.userName !== undefined) names.delete(account.attributes.userName.toLowerCase());
  names.set((after.userName ?? '').toLowerCase(), kept.id);
  Object.assign(kept, { enabled: isEnabled(user, account), attributes: after });
  job.accounts.set(externalId, kept);
  return { ...change, account: kept };
}

/** An update that omits `active` disables the account, a known trap of the API; a create without it is enabled. */
const isEnabled = ({ active }: Json, account: Account | undefined): boolean =>
  typeof active === 'boolean' ? active : account === undefined;

type Attempt = Pick<Change, 'action' | 'modified'> & Partial<Pick<Change, 'status'>>;

const flag = (value: boolean): string => (value ? 'True' : 'False');

function create(user: Json, attributes: Record<string, string>): Attempt {
  const values = { externalId: externalIdOf(user), active: flag(isEnabled(user, undefined)), ...attributes };
  return {
    action: 'create',
    modified: Object.entries(values).map(([path, newValue]) => modified(path, null, newValue)),
  };
}

function update(account: Account, user: Json, attributes: Record<string, string>): Attempt {
  const enabled = isEnabled(user, account);
  const changed = Object.entries(attributes)
    .filter(([path, value]) => account.attributes[path] !== value)
    .map(([path, value]) => modified(path, account.attributes[path] ?? null, value));
  if (enabled !== account.enabled) changed.push(modified('active', flag(account.enabled), flag(enabled)));
  if (changed.length === 0) return { action: 'other', status: 'skipped', modified: changed };
  return { action: account.enabled && !enabled ? 'disable' : 'update', modified: changed };
}

const modified = (path: string, oldValue: string | null, newValue: string): ModifiedProperty => ({
  displayName: targetOf(path),
  oldValue,
  newValue,
});

/** An update without a userName is none: the value is not flowed, and the account keeps its name. */
function refusal({ account, sent, externalId }: Change, names: Names): ErrorInformation | undefined {
  const { userName } = sent;
  if (userName === undefined) return account === undefined ? missingUserName(externalId) : undefined;
  const owner = names.get(userName.toLowerCase());
  return owner === undefined || owner === account?.id ? undefined : duplicateUserName(userName);
}

/**
 * Sets the manager of a user that was provisioned, once all users of the cycle are. A manager without an account is a warning;
 * the service does not come back to it until the user is sent again (known issues).
 */
export function assignManager(change: Change, { accounts }: Job): Change {
  const { account, sent, action, status } = change;
  const manager = sent[managerPath];
  if (manager === undefined || account === undefined || status === 'failure') return change;
  const acted = action === 'other' ? 'update' : action;
  const found = accounts.get(manager);
  if (found === undefined) {
    return { ...change, action: acted, status: 'warning', error: managerNotFound(displayNameOf(change), manager) };
  }
  const before = account.attributes[managerPath];
  if (before === manager) return change;
  account.attributes = { ...account.attributes, [managerPath]: manager };
  const old = before === undefined ? null : (accounts.get(before)?.id ?? before);
  const property = modified(managerPath, old, found.id);
  return { ...change, action: acted, status: 'success', modified: [...change.modified, property] };
}

/** How the service calls the person: it has nothing but the id when neither name was sent. */
export const displayNameOf = ({ sent, externalId }: Pick<Change, 'sent' | 'externalId'>): string =>
  sent.displayName ?? sent.userName ?? externalId;
