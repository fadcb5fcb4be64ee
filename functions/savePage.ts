import type { InvocationContext } from '@azure/functions';
import type { StateChangeOptions } from '../lib/ingestion/feed/changeState';
import { saveReportPage } from '../lib/page/saveReportPage';

/**
 * Writes the page of a file. A page that cannot be written stops no file: the next change of state
 * writes it.
 */
export const createSavePage =
  (context: InvocationContext): NonNullable<StateChangeOptions['savePage']> =>
  (ingestion, report) =>
    saveReportPage(ingestion, report).catch((error: Error) =>
      context.warn(`${report.feed} ${report.ingestionId}: the page was not written (${error.name})`),
    );
