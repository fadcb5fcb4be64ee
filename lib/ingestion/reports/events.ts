import type { TelemetryEvent } from '../../telemetry';
import type { Checkpoint, State } from '../checkpoint';
import type { Report } from './report';

/** The states that operations hears of. */
const eventNames: Partial<Record<State, string>> = {
  accepted: 'HrFileAccepted',
  rejected: 'HrFileRejected',
  held: 'HrFileHeld',
  unchanged: 'HrFileUnchanged',
  superseded: 'HrFileSuperseded',
  failed: 'HrFileFailed',
};

/**
 * The event of an ingestion's new state (contract, section 7); `undefined` for one that nobody
 * needs to hear of.
 */
export function createHrFileEvent(
  { feed, ingestionId, state, reasons, records, requests }: Report,
  { acceptedRecords, startedAt }: Checkpoint,
  now: number,
): TelemetryEvent | undefined {
  const name = eventNames[state];
  if (name === undefined) return undefined;
  const reason = [...new Set(reasons.map(({ code }) => code))].join(', ');
  return {
    name,
    properties: { feed, ingestionId, reason },
    measurements: {
      recordsRead: records.read,
      recordsValid: records.valid,
      recordsRejected: records.rejected,
      recordsAccepted: acceptedRecords,
      requests: requests.accepted,
      durationMs: startedAt === undefined ? 0 : now - Date.parse(startedAt),
    },
  };
}
