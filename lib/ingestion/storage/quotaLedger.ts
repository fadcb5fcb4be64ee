import type { Clock } from '../../graph/clock';
import { callsInLast24Hours, type Ledger } from '../../graph/limits/quota';
import type { TelemetryEvent } from '../../telemetry';
import type { Storage } from './connect';
import { openStateStore } from './stateStore';

const name = 'ledger';
const ledgerStore = (storage: Storage) => openStateStore('_quota', storage); // no feed has such a name

/** The tenant's calls of bulkUpload, as far as this app makes them: shared by all instances. */
export const openLedger = (storage: Storage) => ({
  update: (change: (current: Ledger | undefined) => Ledger): Promise<Ledger> =>
    ledgerStore(storage).update(name, change),
});

/** What the uploaders have noted; `undefined` before the first call. */
export const readLedger = (storage: Storage): Promise<Ledger | undefined> => ledgerStore(storage).read<Ledger>(name);

/**
 * Tells how much of the day's quota is spent (docs/reference.md, Events). That it cannot be read
 * stops no file.
 */
export async function sendQuotaEvent(storage: Storage, { callsPerDay, clock, sendEvent }: QuotaOptions): Promise<void> {
  const ledger = await readLedger(storage).catch(() => undefined);
  if (ledger !== undefined) await sendEvent(createQuotaEvent(ledger, callsPerDay, clock.now()));
}

/** What is spent of the day's quota; nothing where nobody has called yet. */
export const createQuotaEvent = (ledger: Ledger | undefined, callsPerDay: number, now: number): TelemetryEvent => ({
  name: 'GraphQuota',
  properties: {},
  measurements: { callsInLast24Hours: callsInLast24Hours(ledger, now), callsPerDay },
});

interface QuotaOptions {
  callsPerDay: number;
  clock: Clock;
  sendEvent: (event: TelemetryEvent) => Promise<void>;
}
