import { type Command, InvalidArgumentError } from 'commander';
import { type Blame, blames, type Finding } from '../../lib/doctor/finding';
import type { GraphAccess } from '../../lib/doctor/graph/examineGraph';
import { warningLimits } from '../../lib/doctor/limits';
import { createGraphClient } from '../../lib/graph/client/client';
import { systemClock } from '../../lib/graph/clock';
import { burstLimit, createRateLimiter, type RateLimiterOptions } from '../../lib/graph/limits/rateLimiter';
import { logReadLimit } from '../../lib/graph/logs/provisioningLogs';
import { formatQuantity } from '../../lib/page/html/words';
import type { Settings } from '../../lib/settings';
import { authModes, type SignInOptions, signIn } from '../connect/credentials';
import { createAzureCredential } from '../connect/hrStorage';
import { addSignInOptions } from '../connect/job';
import type { Context } from '../context/context';
import { replaceControlCharacters, stringifyPrintable } from '../context/printable';
import { exitCode } from '../output/report';

interface DoctorOptions extends SignInOptions {
  mapping?: string;
  sinceHours: number;
  json?: true;
}

/** `doctor`: lists the problems between the HR files and Entra, and how to fix them. */
export function addDoctor(program: Command, context: Context): void {
  const command = program
    .command('doctor')
    .description(
      'check settings, mappings, jobs, permissions, storage, Event Grid and the last file and cycle (read-only)',
    )
    .option('--mapping <file>', 'one mapping file (default: all of the folder MAPPINGS)')
    .option(
      '--since-hours <number>',
      'report a file or a cycle older than this as late',
      parseHours,
      warningLimits.fileExpectedEveryHours,
    )
    .option('--json', 'as JSON');
  addSignInOptions(command, authModes).action(async (options: DoctorOptions) =>
    context.end(await doctor(options, context)),
  );
}

async function doctor(options: DoctorOptions, context: Context): Promise<number> {
  const { runDoctor } = await import('../../lib/doctor/examine');
  const findings = await runDoctor({
    environment: context.environment,
    mappingFile: options.mapping,
    sinceHours: options.sinceHours,
    clock: systemClock,
    connectGraph: (settings) => connect(settings, options, context),
    createCredential: options.auth === 'managed-identity' ? undefined : createAzureCredential,
  });
  if (options.json) context.print(stringifyPrintable(findings.map(({ blame: _, ...finding }) => finding)));
  else printFindings(findings, context);
  const problems = findings.filter(({ status }) => status === 'problem');
  const worst = blames.find((blame) => problems.some((problem) => problem.blame === blame));
  return worst === undefined ? exitCode.done : exitCodes[worst];
}

const exitCodes: Readonly<Record<Blame, number>> = {
  settings: exitCode.usage,
  mapping: exitCode.wrongFile,
  service: exitCode.unreachable,
};

/**
 * A person waits for the result, so a slow response is reported as a finding. A 429 is retried
 * within the window of the rate limit.
 */
const timeout = {
  timeout: 20_000,
  retryPolicy: { maxAttempts: 3, maxDelay: 4000, maxRetryAfter: 20_000 },
};

/** Creates Graph clients that only read and share one sign-in. */
function connect(
  { endpoint, callsPer5Seconds, clientId }: Settings,
  options: SignInOptions,
  context: Context,
): GraphAccess {
  const managed = options.auth === 'managed-identity';
  // the same managed identity as the app, unless --client-id is given
  const token = signIn(endpoint, managed && clientId !== undefined ? { clientId, ...options } : options, {
    permissions: ['ProvisioningLog.Read.All', 'Synchronization.Read.All'],
    ways: authModes,
    context,
  });
  const client = (limit: Omit<RateLimiterOptions, 'clock'>) => {
    const rateLimiter = createRateLimiter({ ...limit, clock: systemClock });
    const retryPolicy = { ...timeout.retryPolicy, throttledDelay: limit.window };
    return createGraphClient({ endpoint, token, rateLimiter, clock: systemClock, ...timeout, retryPolicy });
  };
  return {
    graph: client(burstLimit(callsPer5Seconds)),
    logs: client(logReadLimit),
    token,
    whose: managed ? "the managed identity (in the app: the app's own)" : 'the sign-in of this command',
  };
}

function printFindings(findings: readonly Finding[], context: Context): void {
  const widest = 'problem'.length;
  const indent = ' '.repeat(widest + 3);
  let last = '';
  for (const { check, status, message, remedy } of findings) {
    if (check !== last) context.print(replaceControlCharacters(check));
    last = check;
    context.print(replaceControlCharacters(`  ${status.padEnd(widest)} ${message}`));
    if (remedy !== undefined) context.print(replaceControlCharacters(`${indent}→ ${remedy}`));
  }
  context.print(formatSummary(findings));
}

/** `3 problems, 1 warning, 2 checks skipped` */
function formatSummary(findings: readonly Finding[]): string {
  const count = (status: Finding['status']): number => findings.filter((finding) => finding.status === status).length;
  const parts = [
    ...(['problem', 'warning'] as const).map((status) =>
      count(status) > 0 ? formatQuantity(count(status), status) : '',
    ),
    count('skipped') > 0 ? `${formatQuantity(count('skipped'), 'check')} skipped` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : 'no problems found';
}

function parseHours(text: string): number {
  const hours = text.trim() === '' ? Number.NaN : Number(text);
  if (!(hours > 0 && Number.isFinite(hours))) throw new InvalidArgumentError('must be a number of hours.');
  return hours;
}
