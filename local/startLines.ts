import { actions, statuses } from '../lib/graph/logs/vocabulary';
import type { ProvisioningJob } from '../lib/graph/provisioning/jobs';
import type { Report } from '../lib/ingestion/reports/report';
import { counted } from '../lib/page/html/words';
import type { Tenant } from './entra/tenant/tenant';
import type { HrFile } from './files/hrFiles';
import type { NewestCycle, WrittenFiles } from './files/writePage';

/** The people that a provisioning job has accounts for. */
export interface People {
  known: number;
  enabled: number;
}

export function countPeople({ servicePrincipalId, jobId }: ProvisioningJob, { jobs }: Tenant): People {
  const job = jobs.find(({ id, servicePrincipalId: app }) => id === jobId && app === servicePrincipalId);
  const accounts = [...(job?.accounts.values() ?? [])];
  return { known: accounts.length, enabled: accounts.filter(({ enabled }) => enabled).length };
}

/** A line of `--json`. */
export const jsonLine = ({ file }: HrFile, { state, reasons, records }: Report, people: People | null): string =>
  JSON.stringify({ file, state, reasons, records, people });

export const labelled = (label: string, text: string): string => `${`${label}:`.padEnd(10)} ${text}`;

/** What somebody has to do with a file whose storage ends with the stack; `undefined` when its state's own advice holds. */
export function nextStepOf({ state, blob }: Report, storageEnds: boolean): string | undefined {
  if (!storageEnds) return undefined;
  if (state === 'held')
    return `Look at the reason. To send the file all the same: start npm run dev, copy the file to ./inbox/${blob}, and run the release command that it prints. The storage of npm start has ended with it.`;
  return state === 'failed' ? 'Fix the reason, then run npm start again: its storage has ended with it.' : undefined;
}

export interface Result {
  report: Report;
  cycle: NewestCycle;
  people: People | null;
  nextStep: string | undefined;
  written: WrittenFiles;
}

/** What happened to a file, for a person; the last line tells where the page lies. */
export function resultLines({ file, feed }: HrFile, { report, cycle, people, nextStep, written }: Result): string[] {
  const { records, requests, state, reasons, ingestionId } = report;
  const sent = `${requests.accepted} of ${requests.total} requests`;
  const counts = `${records.valid} of ${records.read} records in ${sent}`;
  const rows: (readonly [string, string | undefined])[] = [
    ['File', `${file} (feed ${feed})`],
    ['Result', `${state}: ${requests.accepted === 0 ? nothingSent(report) : counts}`],
    ...reasons.map(({ code, message }) => ['Reason', `${code}: ${message}`] as const),
    ['Next', nextStep ?? commandFor(state, ingestionId)],
    ...cycle.cycles.map(({ users, actions: did }) => ['Cycle', `${counted(users, 'user')}: ${didText(did)}`] as const),
    ['Entra', people ? `knows ${people.known} people, ${people.enabled} of them enabled` : undefined],
    ['Duplicates', records.duplicates > 0 ? `${counted(records.duplicates, 'record')} repeating others` : undefined],
    ['Rejected', written.rejected && `${counted(records.rejected, 'record')}: ${written.rejected}`],
    ['Outcomes', written.outcomes],
    ['Report', written.report],
    ['Page', written.page],
  ];
  return ['', ...rows.flatMap(([label, text]) => (text === undefined ? [] : [labelled(label, text)]))];
}

const nothingSent = ({ records: { valid, rejected, duplicates } }: Report): string =>
  `nothing sent (${valid} valid, ${rejected} rejected, ${duplicates} duplicates)`;

function commandFor(state: Report['state'], ingestionId: string): string | undefined {
  if (state === 'held') return `npx csv2scim release ${ingestionId}, or discard ${ingestionId}`;
  return state === 'failed' ? `fix the reason, then npx csv2scim resume ${ingestionId}` : undefined;
}

/** `create 990 success, 10 failure; disable 3 success` */
const didText = (did: NewestCycle['cycles'][number]['actions']): string =>
  actions
    .map((action) => {
      const counts = statuses.filter((status) => did[action][status] > 0);
      return counts.length === 0
        ? ''
        : `${action} ${counts.map((status) => `${did[action][status]} ${status}`).join(', ')}`;
    })
    .filter((text) => text !== '')
    .join('; ');
