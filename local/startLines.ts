import { actions, statuses } from '../lib/graph/logs/vocabulary';
import type { ProvisioningJob } from '../lib/graph/provisioning/jobs';
import type { Report } from '../lib/ingestion/reports/report';
import { isEnded, needsDecision, states } from '../lib/ingestion/states';
import { formatQuantity } from '../lib/page/html/words';
import type { Tenant } from './entra/tenant/tenant';
import type { HrFile } from './files/hrFiles';
import type { NewestCycle, WrittenFiles } from './files/writePage';

/** The accounts of a provisioning job. */
export interface People {
  known: number;
  enabled: number;
}

export function countPeople({ servicePrincipalId, jobId }: ProvisioningJob, { jobs }: Tenant): People {
  const job = jobs.find(({ id, servicePrincipalId: app }) => id === jobId && app === servicePrincipalId);
  const accounts = [...(job?.accounts.values() ?? [])];
  return { known: accounts.length, enabled: accounts.filter(({ enabled }) => enabled).length };
}

/** Formats a line of `--json`. */
export const formatJsonLine = ({ file }: HrFile, { state, reasons, records }: Report, people: People | null): string =>
  JSON.stringify({ file, state, reasons, records, people });

export const formatLabelled = (label: string, text: string): string => `${`${label}:`.padEnd(10)} ${text}`;

/**
 * Describes the next step for a file whose storage ends with the stack, `undefined` when the usual
 * advice applies.
 */
export function describeNextStep(report: Report, storageEnds: boolean): string | undefined {
  if (!storageEnds) return undefined;
  if (needsDecision(report))
    return `Look at the reason. To send the file anyway: start npm run dev, copy the file to ./inbox/${report.blob}, and run the release command that it prints. The storage of npm start is deleted when it ends.`;
  return report.state === 'failed'
    ? 'Fix the problem, then run npm start again. Its storage is deleted when it ends.'
    : undefined;
}

export interface Result {
  report: Report;
  cycle: NewestCycle;
  people: People | null;
  nextStep: string | undefined;
  written: WrittenFiles;
}

/** Formats the result of a file as lines of text. The last line is the path of the page. */
export function formatResult({ file, feed }: HrFile, { report, cycle, people, nextStep, written }: Result): string[] {
  const { records, requests, state, reasons } = report;
  const sent = `${requests.accepted} of ${requests.total} requests`;
  const counts = `${records.valid} of ${records.read} records in ${sent}`;
  const rows: (readonly [string, string | undefined])[] = [
    ['File', `${file} (feed ${feed})`],
    ['Result', `${state}: ${requests.accepted === 0 ? describeNothingSent(report) : counts}`],
    ...reasons.map(({ code, message }) => ['Reason', `${code}: ${message}`] as const),
    ['Next', nextStep ?? suggestCommand(report)],
    ...cycle.cycles.map(
      ({ users, actions: did }) => ['Cycle', `${formatQuantity(users, 'user')}: ${describeActions(did)}`] as const,
    ),
    ['Entra', people ? `knows ${people.known} people, ${people.enabled} of them enabled` : undefined],
    [
      'Duplicates',
      records.duplicates > 0 ? `${formatQuantity(records.duplicates, 'record')} repeating others` : undefined,
    ],
    ['Rejected', written.rejected && `${formatQuantity(records.rejected, 'record')}: ${written.rejected}`],
    ['Outcomes', written.outcomes],
    ['Report', written.report],
    ['Page', written.page],
  ];
  return ['', ...rows.flatMap(([label, text]) => (text === undefined ? [] : [formatLabelled(label, text)]))];
}

const describeNothingSent = ({ records: { valid, rejected, duplicates } }: Report): string =>
  `nothing sent (${valid} valid, ${rejected} rejected, ${duplicates} duplicates)`;

function suggestCommand({ state, ingestionId }: Report): string | undefined {
  const commands = states[state].commands.map((command) => `npx csv2scim ${command} ${ingestionId}`).join(', or ');
  if (commands === '') return undefined;
  return isEnded({ state }) ? `fix the problem, then ${commands}` : commands;
}

/** `create 990 success, 10 failure; disable 3 success` */
const describeActions = (did: NewestCycle['cycles'][number]['actions']): string =>
  actions
    .map((action) => {
      const counts = statuses.filter((status) => did[action][status] > 0);
      return counts.length === 0
        ? ''
        : `${action} ${counts.map((status) => `${did[action][status]} ${status}`).join(', ')}`;
    })
    .filter((text) => text !== '')
    .join('; ');
