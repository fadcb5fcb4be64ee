import type { InvocationContext } from '@azure/functions';
import { systemClock } from '../lib/graph/clock';
import { type IngestOptions, ingest } from '../lib/ingestion/ingest';
import type { Report } from '../lib/ingestion/report';
import { NoMappingError } from '../lib/mapping/load';
import { sendWithin } from '../lib/telemetry';
import { sharedApp } from './app';

/** A file does not wait longer for telemetry that hangs, in milliseconds. */
const telemetryPatience = 10_000;

/** Ingests a blob of hr-inbox with the app's settings. Logs one line, without any field of a record. */
export async function ingestBlob(path: string, context: InvocationContext): Promise<void> {
  const { uploads, storage, mappings, settings, telemetry } = await sharedApp();
  const tell: IngestOptions['tell'] = (event) =>
    sendWithin(telemetryPatience, telemetry(context), [event]).catch((error: Error) =>
      context.warn(`${event.name} could not be told: ${error.message}`),
    );
  const { settleSeconds, timeBudgetMinutes } = settings;
  try {
    const options = { storage, mappings, graph: uploads, clock: systemClock, settleSeconds, timeBudgetMinutes, tell };
    const report = await ingest(path, options);
    if (report === undefined) context.log(`${shown(path)}: gone, or still being written`);
    else logReport(report, context);
  } catch (error) {
    if (!(error instanceof NoMappingError)) throw error;
    context.warn(`${shown(path)}: ${error.message}`);
  }
}

/** A blob's name may hold line breaks, which would make log lines of their own. */
const shown = (path: string): string => path.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');

function logReport({ ingestionId, feed, state, reasons, records, requests }: Report, context: InvocationContext): void {
  const why = reasons.map(({ code, message }) => ` ${code}: ${message}`).join(';');
  const counts = `${records.valid} of ${records.read} records, ${requests.accepted} of ${requests.total} requests`;
  const line = `${feed} ${ingestionId} ${state} (${counts})${why}`;
  if (state === 'rejected' || state === 'failed') context.error(line);
  else if (state === 'waiting') context.warn(line);
  else context.log(line);
}
