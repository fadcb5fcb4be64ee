import type { TelemetryEvent } from '../../telemetry';
import { type Checkpoint, countAccepted } from '../checkpoint';
import { eventNameOf, states } from '../states';
import type { Report } from './report';

/**
 * The event of an ingestion's new state (docs/reference.md, Events); `undefined` for one that
 * nobody needs to hear of.
 */
export function createHrFileEvent(report: Report, checkpoint: Checkpoint, now: number): TelemetryEvent | undefined {
  const { state } = report;
  return states[state].hasEvent ? createEvent(eventNameOf(state), report, checkpoint, now) : undefined;
}

/** The event of a file that has waited for longer than `longWait`. */
export const createWaitingEvent = (report: Report, checkpoint: Checkpoint, now: number): TelemetryEvent =>
  createEvent(eventNameOf('waiting'), report, checkpoint, now);

/** The event of a file that must be read again for a date, and is not in the inbox any more. */
export const createMissingEvent = (report: Report, checkpoint: Checkpoint, now: number): TelemetryEvent =>
  createEvent('HrFileMissing', { ...report, reasons: [fileMissing] }, checkpoint, now);

const fileMissing = {
  code: 'file_missing',
  message: 'a date of the file has come that changes who is active, but the file is not in the inbox any more',
};

/**
 * The event of people who were sent again without an answer, as often as is of use
 * (docs/reference.md, Events).
 */
export const createUnansweredEvent = (feed: string, jobId: string, count: number): TelemetryEvent => ({
  name: 'Unanswered',
  properties: { feed, jobId },
  measurements: { count },
});

/** The event of a person's decision. */
export const createDecisionEvent = (properties: {
  feed: string;
  ingestionId: string;
  decision: string;
  by: string;
}): TelemetryEvent => ({ name: 'Decision', properties, measurements: {} });

function createEvent(
  name: string,
  { feed, ingestionId, reasons, records, requests }: Report,
  checkpoint: Checkpoint,
  now: number,
): TelemetryEvent {
  const { startedAt } = checkpoint;
  const reason = [...new Set(reasons.map(({ code }) => code))].join(', ');
  return {
    name,
    properties: { feed, ingestionId, reason },
    measurements: {
      recordsRead: records.read,
      recordsValid: records.valid,
      recordsRejected: records.rejected,
      recordsAccepted: countAccepted(checkpoint).records,
      requests: requests.accepted,
      durationMs: startedAt === undefined ? 0 : now - Date.parse(startedAt),
    },
  };
}
