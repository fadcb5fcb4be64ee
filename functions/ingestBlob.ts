import type { InvocationContext } from '@azure/functions';
import { recordUnmatchedFile } from '../lib/ingestion/feed/versions';
import { ingest, type SkipReason } from '../lib/ingestion/ingest';
import type { Report } from '../lib/ingestion/reports/report';
import { states } from '../lib/ingestion/states';
import { NoMappingError } from '../lib/mapping/findMapping';
import { getApp } from './app';
import { escapeLogText } from './escapeLogText';
import { createSavePage } from './savePage';
import { sendEvent } from './sendEvent';
import { shutdown, trackInvocation } from './shutdown';

/**
 * Ingests a blob of hr-inbox with the app's settings. Logs one line, which contains no field of a
 * record.
 */
export const ingestBlob = (path: string, context: InvocationContext): Promise<void> =>
  trackInvocation(ingestTracked(path, context));

async function ingestTracked(path: string, context: InvocationContext): Promise<void> {
  const { storage, mappings, telemetry, settings, ...app } = await getApp();
  try {
    const report = await ingest(path, {
      ...settings,
      ...app,
      storage,
      mappings,
      sendEvent: (event) => sendEvent(event, telemetry(context), context),
      savePage: createSavePage(context),
      shutdown,
    });
    if (typeof report === 'string') context.log(`${escapeLogText(path)}: nothing to do now: ${skipped[report]}`);
    else logReport(report, context);
  } catch (error) {
    if (!(error instanceof NoMappingError)) throw error;
    if (await recordUnmatchedFile(path, storage)) context.warn(`${escapeLogText(path)}: ${error.message}`);
  }
}

const skipped: Readonly<Record<SkipReason, string>> = {
  deleted: 'the blob is deleted',
  settling: 'the upload may still be running; it is checked again in a moment',
  locked: 'another instance is processing it',
  storage_unavailable: 'the storage is unavailable; it is retried automatically',
};

function logReport({ ingestionId, feed, state, reasons, records, requests }: Report, context: InvocationContext): void {
  const why = reasons.map(({ code, message }) => ` ${code}: ${message}`).join(';');
  const counts = `${records.valid} of ${records.read} records, ${requests.accepted} of ${requests.total} requests`;
  const line = `${feed} ${ingestionId} ${state} (${counts})${why}`;
  context[states[state].logLevel](line);
}
