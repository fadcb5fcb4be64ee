import { fileTimeOf } from '../ingestion/ingestion';
import { listNewestReports } from '../ingestion/reports/newestReports';
import type { Report } from '../ingestion/reports/report';
import { factsOf } from '../ingestion/states';
import type { Storage } from '../ingestion/storage/connect';
import { formatAge } from './ago';
import { createFindings, type Finding } from './finding';
import { isLate, type Lateness } from './graph/lastCycle';

type NewestReport = Pick<Report, 'ingestionId' | 'state' | 'reasons' | 'etag' | 'inspectedAt'>;

/** Checks the newest file of a feed with its report. */
export async function examineLastFile(feed: string, storage: Storage, lateness: Lateness): Promise<Finding[]> {
  const { warning } = createFindings(`feed ${feed}`, 'service');
  const newest = mostUrgent(await listNewestReports(feed, storage));
  if (newest === undefined) {
    return [
      warning(
        'no file of this feed was ever read',
        "upload one to hr-inbox under a path that the mapping's files match. If there is one already, check the app's log",
      ),
    ];
  }
  const time = Date.parse(fileTimeOf(newest.ingestionId));
  const findings = [checkReport(feed, newest, formatAge(lateness.now - time))];
  if (isLate(time, lateness)) {
    findings.push(
      warning(
        `no file has arrived for more than ${lateness.sinceHours} hours`,
        'check that HR still sends files, and that they arrive in hr-inbox',
      ),
    );
  }
  return findings;
}

/**
 * Chooses the most urgent report. There are several for files of one second, and for one file with
 * two mappings. Of a file that was read again for a new day, the newest report counts.
 */
const mostUrgent = (reports: readonly NewestReport[]): NewestReport | undefined =>
  reports
    .filter((one) => !reports.some((other) => isReadAgain(one, other)))
    .sort((a, b) => factsOf(a).urgency - factsOf(b).urgency)[0];

const isReadAgain = (one: NewestReport, other: NewestReport): boolean =>
  one.etag === other.etag &&
  one.inspectedAt !== null &&
  other.inspectedAt !== null &&
  one.inspectedAt < other.inspectedAt;

function checkReport(feed: string, report: NewestReport, when: string): Finding {
  const { ingestionId, state, reasons } = report;
  const { advice } = factsOf(report);
  const found = createFindings(`feed ${feed}`, advice?.blames ?? 'service');
  const because = reasons.map(({ code, message }) => `${code}: ${message}`).join('; ');
  const said = `the newest file (${ingestionId}, ${when}) is ${state}`;
  if (advice === undefined) return found.ok(said);
  const why = because === '' ? said : `${said}: ${because}`;
  return found[advice.severity](why, advice.text.replaceAll('<id>', ingestionId));
}
