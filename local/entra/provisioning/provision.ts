import { randomUUID } from 'node:crypto';
import { findTargetAttribute } from '../tenant/defaultSchema';
import type { Json } from '../tenant/json';
import type { ErrorInformation, ModifiedProperty, ProvisioningAction, ProvisioningResult } from '../tenant/logEntry';
import { type Account, getExternalId, type Job, type Tenant } from '../tenant/tenant';
import {
  createDuplicateUserNameError,
  createManagerNotFoundError,
  createMissingUserNameError,
} from './provisioningErrors';
import { flattenUser, managerPath } from './userAttributes';

/** What a cycle did with one user. */
export interface Change {
  externalId: string;
  user: Json;
  /** The attributes that were sent with a value. */
  sent: Record<string, string>;
  /** `undefined` when it could not be created. */
  account: Account | undefined;
  action: ProvisioningAction;
  status: ProvisioningResult;
  error: ErrorInformation | null;
  modified: ModifiedProperty[];
}

/**
 * Object ids by userPrincipalName in lower case, for the whole tenant: in Entra ID the name is
 * unique.
 */
export type UserNames = Map<string, string>;

export function collectUserNames({ jobs }: Tenant): UserNames {
  const accounts = jobs.flatMap((job) => [...job.accounts.values()]);
  return new Map(accounts.map(({ id, attributes }) => [(attributes.userName ?? '').toLowerCase(), id]));
}

/**
 * Creates, updates or disables a user's account, without the manager. After an error the account is
 * unchanged.
 */
export function provisionUser(user: Json, job: Job, names: UserNames): Change {
  const externalId = getExternalId(user);
  const { [managerPath]: _, ...attributes } = flattenUser(user);
  const account = job.accounts.get(externalId);
  const attempt = account === undefined ? createAccount(user, attributes) : updateAccount(account, user, attributes);
  const change: Change = {
    externalId,
    user,
    sent: flattenUser(user),
    account,
    status: 'success',
    error: null,
    ...attempt,
  };
  const error = findRefusal(change, names);
  if (error !== undefined) return { ...change, status: 'failure', error };
  const after = { ...account?.attributes, ...attributes };
  const kept = account ?? { id: randomUUID(), enabled: true, attributes: {} };
  if (account?.attributes.userName !== undefined) names.delete(account.attributes.userName.toLowerCase());
  names.set((after.userName ?? '').toLowerCase(), kept.id);
  Object.assign(kept, { enabled: isEnabled(user, account), attributes: after });
  job.accounts.set(externalId, kept);
  return { ...change, account: kept };
}

/**
 * Without `active`, an update disables the account (a known trap of the API), and a create enables
 * it.
 */
const isEnabled = ({ active }: Json, account: Account | undefined): boolean =>
  typeof active === 'boolean' ? active : account === undefined;

type Attempt = Pick<Change, 'action' | 'modified'> & Partial<Pick<Change, 'status'>>;

const formatFlag = (value: boolean): string => (value ? 'True' : 'False');

function createAccount(user: Json, attributes: Record<string, string>): Attempt {
  const values = { externalId: getExternalId(user), active: formatFlag(isEnabled(user, undefined)), ...attributes };
  return {
    action: 'create',
    modified: Object.entries(values).map(([path, newValue]) => listModifiedProperties(path, null, newValue)),
  };
}

function updateAccount(account: Account, user: Json, attributes: Record<string, string>): Attempt {
  const enabled = isEnabled(user, account);
  const changed = Object.entries(attributes)
    .filter(([path, value]) => account.attributes[path] !== value)
    .map(([path, value]) => listModifiedProperties(path, account.attributes[path] ?? null, value));
  if (enabled !== account.enabled)
    changed.push(listModifiedProperties('active', formatFlag(account.enabled), formatFlag(enabled)));
  if (changed.length === 0) return { action: 'other', status: 'skipped', modified: changed };
  return { action: account.enabled && !enabled ? 'disable' : 'update', modified: changed };
}

const listModifiedProperties = (path: string, oldValue: string | null, newValue: string): ModifiedProperty => ({
  displayName: findTargetAttribute(path),
  oldValue,
  newValue,
});

/**
 * Finds the error of a change. An update without a userName is valid: the account keeps its name.
 */
function findRefusal({ account, sent, externalId }: Change, names: UserNames): ErrorInformation | undefined {
  const { userName } = sent;
  if (userName === undefined) return account === undefined ? createMissingUserNameError(externalId) : undefined;
  const owner = names.get(userName.toLowerCase());
  return owner === undefined || owner === account?.id ? undefined : createDuplicateUserNameError(userName);
}

/**
 * Sets the manager of a provisioned user, after all users of the cycle. A manager without an
 * account is a warning. The service does not retry it until the user is sent again (known issues).
 */
export function assignManager(change: Change, { accounts }: Job): Change {
  const { account, sent, action, status } = change;
  const manager = sent[managerPath];
  if (manager === undefined || account === undefined || status === 'failure') return change;
  const acted = action === 'other' ? 'update' : action;
  const found = accounts.get(manager);
  if (found === undefined) {
    return {
      ...change,
      action: acted,
      status: 'warning',
      error: createManagerNotFoundError(getDisplayName(change), manager),
    };
  }
  const before = account.attributes[managerPath];
  if (before === manager) return change;
  account.attributes = { ...account.attributes, [managerPath]: manager };
  const old = before === undefined ? null : (accounts.get(before)?.id ?? before);
  const property = listModifiedProperties(managerPath, old, found.id);
  return { ...change, action: acted, status: 'success', modified: [...change.modified, property] };
}

/** Returns the name that the service shows: the id, when neither name was sent. */
export const getDisplayName = ({ sent, externalId }: Pick<Change, 'sent' | 'externalId'>): string =>
  sent.displayName ?? sent.userName ?? externalId;
