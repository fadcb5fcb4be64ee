/** A person as the simulated Entra knows them: what was sent last, and whether the account is on. */
export interface Account {
  enabled: boolean;
  user: Record<string, unknown>;
}

export interface Job {
  id: string;
  servicePrincipalId: string;
  /** synchronizationStatus.code: uploads are staged in any of them, but only an active job provisions. */
  status: 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  /** By externalId. */
  accounts: Map<string, Account>;
}

/** The state of a simulated tenant, all of it in memory. */
export interface Tenant {
  jobs: Job[];
  /** Permissions by access token. */
  tokens: Record<string, readonly string[]>;
  limits: { callsPer5Seconds: number; callsPerDay: number };
  /** When each bulkUpload call of the last 24 hours arrived; the limits count all that are authorised. */
  calls: number[];
}

/** Takes a user over: an upsert by externalId. An update that omits `active` disables the account (a known trap of the API). */
export function stage(user: Record<string, unknown>, { accounts }: Job): void {
  const { externalId, active } = user;
  if (typeof externalId !== 'string') return;
  const known = accounts.get(externalId);
  const enabled = typeof active === 'boolean' ? active : known === undefined;
  accounts.set(externalId, { enabled, user: { ...known?.user, ...user } });
}
