import { isWaiting } from '../../lib/ingestion/states';
import type { FeedStatus, FileStatus, Status } from '../../lib/status/status';

/** The lines of `status` for a terminal. */
export function formatStatus({ feeds, quota, ignored }: Status): string[] {
  return [
    ...feeds.flatMap(formatFeed),
    ...ignored.map(({ path, reason }) => `ignored blob: ${path} (${reason})`),
    `quota: ${quota.callsInLast24Hours} of the day's ${quota.callsPerDay} calls were made in the last 24 hours`,
  ];
}

function formatFeed({ feed, newest, held, waiting, job }: FeedStatus): string[] {
  const shown = newest === null ? [] : [newest];
  const others = [...held, ...waiting].filter(({ ingestionId }) => ingestionId !== newest?.ingestionId);
  return [
    `feed ${feed}`,
    ...(newest === null ? ['  no file was ever read'] : []),
    ...[...shown, ...others].flatMap(formatFile),
    ...(job === null
      ? []
      : [`  job ${job.jobId}: ${job.code}${job.quarantineReason === null ? '' : `, ${job.quarantineReason}`}`]),
    '',
  ];
}

function formatFile({ blob, state, fileTime, ingestionId, records, reasons, next, commands }: FileStatus): string[] {
  const counts = records.read === 0 ? '' : `, ${records.valid} of ${records.read} records valid`;
  return [
    `  ${state.padEnd(10)} ${blob}, ${fileTime} (${ingestionId})${counts}`,
    ...reasons.map(({ code, message }) => `    ${code}: ${message}`),
    ...(isWaiting({ state }) && next !== null ? [`    next attempt: ${next}`] : []),
    ...commands.map((command) => `    → ${command}`),
  ];
}
