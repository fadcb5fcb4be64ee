import { type Command, InvalidArgumentError } from 'commander';
import { type Blame, blames, type Finding } from '../../lib/doctor/finding';
import type { GraphAccess } from '../../lib/doctor/graph/examineGraph';
import { createGraphClient } from '../../lib/graph/client/client';
import { systemClock } from '../../lib/graph/clock';
import { burstLimit, createRateLimiter, type RateLimiterOptions } from '../../lib/graph/limits/rateLimiter';
import { logReadLimit } from '../../lib/graph/logs/provisioningLogs';
import { counted } from '../../lib/page/html/words';
import type { Settings } from '../../lib/settings';
import { authModes, type SignInOptions, signIn } from '../connect/credentials';
import { azureCredential } from '../connect/hrStorage';
import { withSignInOptions } from '../connect/job';
import type { Context } from '../context/context';
import { printable, printableJson } from '../context/printable';
import { exitCode } from '../output/report';

interface DoctorOptions extends SignInOptions {
  mapping?: string;
  sinceHours: number;
  json?: true;
}

/** `doctor`: what is wrong between HR's files and Entra, and what to do about it. */
export function addDoctor(program: Command, context: Context): void {
  const command = program
    .command('doctor')
    .description(
      'check settings, mappings, jobs, permissions, storage, Event Grid and the last file and cycle; changes nothing',
    )
    .option('--mapping <file>', 'one mapping file; all of the folder MAPPINGS when not given')
    .option('--since-hours <number>', 'a file or a cycle that is longer ago is late', hoursOf, 26)
    .option('--json', 'as JSON');
  withSignInOptions(command, authModes).action(async (options: DoctorOptions) =>
    context.end(await doctor(options, context)),
  );
}

async function doctor(options: DoctorOptions, context: Context): Promise<number> {
  const { examine } = await import('../../lib/doctor/examine');
  const findings = await examine({
    environment: context.environment,
    mappingFile: options.mapping,
    sinceHours: options.sinceHours,
    clock: systemClock,
    connectGraph: (settings) => connect(settings, options, context),
    createCredential: options.auth === 'managed-identity' ? undefined : azureCredential,
  });
  if (options.json) context.print(printableJson(findings.map(({ blame: _, ...told }) => told)));
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
 * Somebody waits for the answer: what does not come soon is a finding. A 429 is waited for as long
 * as the rate limit's window.
 */
const impatience = {
  timeout: 20_000,
  retryPolicy: { maxAttempts: 3, maxDelay: 4000, maxRetryAfter: 20_000 },
};

/** Reading clients with one sign-in. */
function connect(
  { endpoint, callsPer5Seconds, clientId }: Settings,
  options: SignInOptions,
  context: Context,
): GraphAccess {
  const managed = options.auth === 'managed-identity';
  const token = signIn(
    endpoint,
    managed && clientId !== undefined ? { clientId, ...options } : options, // the app's, unless another is named
    { permissions: ['ProvisioningLog.Read.All', 'Synchronization.Read.All'], ways: authModes, context },
  );
  const client = (limit: Omit<RateLimiterOptions, 'clock'>) => {
    const rateLimiter = createRateLimiter({ ...limit, clock: systemClock });
    const retryPolicy = { ...impatience.retryPolicy, throttledDelay: limit.window };
    return createGraphClient({ endpoint, token, rateLimiter, clock: systemClock, ...impatience, retryPolicy });
  };
  return {
    graph: client(burstLimit(callsPer5Seconds)),
    logs: client(logReadLimit),
    token,
    whose: managed ? "the managed identity (beside the app: the app's own)" : "the doctor's own sign-in",
  };
}

function printFindings(findings: readonly Finding[], context: Context): void {
  const widest = 'problem'.length;
  const indent = ' '.repeat(widest + 3);
  let last = '';
  for (const { check, status, message, remedy } of findings) {
    if (check !== last) context.print(printable(check));
    last = check;
    context.print(printable(`  ${status.padEnd(widest)} ${message}`));
    if (remedy !== undefined) context.print(printable(`${indent}→ ${remedy}`));
  }
  context.print(verdictOf(findings));
}

/** `3 problems, 1 warning, 2 checks skipped` */
function verdictOf(findings: readonly Finding[]): string {
  const count = (status: Finding['status']): number => findings.filter((finding) => finding.status === status).length;
  const parts = [
    ...(['problem', 'warning'] as const).map((status) => (count(status) > 0 ? counted(count(status), status) : '')),
    count('skipped') > 0 ? `${counted(count('skipped'), 'check')} skipped` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : 'all is well';
}

function hoursOf(text: string): number {
  const hours = text.trim() === '' ? Number.NaN : Number(text);
  if (!(hours > 0 && Number.isFinite(hours))) throw new InvalidArgumentError('must be a number of hours.');
  return hours;
}
