import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { GraphError, SettingsError } from '../../lib/errors';
import { systemClock } from '../../lib/graph/clock';
import { burstLimit } from '../../lib/graph/limits/rateLimiter';
import type { Mapping } from '../../lib/mapping/file/parse';
import { loadMapping, resolveJobSettings } from '../../lib/mapping/loadMappings';
import { readSettings } from '../../lib/settings';
import { extensionAttributes } from '../../lib/setup/extensionAttributes';
import { planSetup } from '../../lib/setup/plan';
import type { Change, Setup, Wishes } from '../../lib/setup/setup';
import type { AuthMode, SignInOptions } from '../connect/credentials';
import { connectGraph, withSignInOptions } from '../connect/job';
import { unlessUploading } from '../connect/withUploadsBlocked';
import { parseFeeds } from '../context/azdEnvironment';
import type { Context } from '../context/context';
import { csvHeader } from '../context/csvFile';
import { printable } from '../context/printable';
import { exitCode } from '../output/report';
import { quarantineNote, resultLines } from '../output/setupResult';

interface SetupOptions extends SignInOptions {
  mapping: string;
  notificationEmail: string;
  name?: string;
  onPremises?: true;
  deletionThreshold?: number;
  managedIdentity?: string;
  certificate?: string;
  certificateApp: string;
  csv?: string;
  yes?: true;
}

/** Who sets up is a person: an application would need roles that no application should have. */
const ways: readonly AuthMode[] = ['browser', 'device-code', 'azure-cli'];
const permissions = ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'Synchronization.ReadWrite.All'];

/** `setup`: the provisioning app of a feed in Microsoft Entra, with all that it takes; safe to run again. */
export function addSetup(program: Command, context: Context): void {
  const command = program
    .command('setup')
    .description('set up the provisioning app of a feed in Microsoft Entra: shows what it would do, and asks first')
    .requiredOption('--mapping <file>', "mapping file of the feed; its app is taken when it names one that's set")
    .requiredOption('--notification-email <address>', 'where Entra sends word of a quarantine', emailOf)
    .option('--name <text>', 'display name of the enterprise application (default: csv2scim and the feed)')
    .option('--on-premises', 'provision to on-premises Active Directory instead of Microsoft Entra ID')
    .option(
      '--deletion-threshold <number>',
      'so many accidental deletions stop the job (500 where none is set)',
      numberOf,
    )
    .option(
      '--managed-identity <id>',
      "object id of the function app's managed identity, to be granted its roles",
      idOf,
    )
    .option('--certificate <file>', 'PEM file of a certificate for use outside Azure; made if it does not exist')
    .option('--certificate-app <text>', 'display name of the app registration for it', 'csv2scim client')
    .option('--csv <file>', 'CSV file whose header tells the columns of an extension that sends all')
    .option('--yes', 'do not ask');
  withSignInOptions(command, ways).action(async (options: SetupOptions) => context.end(await setup(options, context)));
}

async function setup(options: SetupOptions, context: Context): Promise<number> {
  const settings = readSettings(context.environment);
  const feeds = parseFeeds(context.environment.FEEDS);
  const { mapping } = await loadMapping(options.mapping);
  const wishes = await wishesOf(resolveJobSettings(mapping, context.environment), options);
  const graph = connectGraph(settings, options, {
    context,
    limit: burstLimit(settings.callsPer5Seconds),
    permissions,
    ways,
  });
  const state: Setup = {
    wishes,
    graph,
    clock: systemClock,
    whileNobodyUploads: (job, put) => unlessUploading(job, { settings, context }, put),
    known: {},
  };
  try {
    const changes = await planSetup(state);
    printPlan({ changes, feed: mapping.feed, wishes }, context);
    if (changes.length > 0 && !options.yes && !(await hasAgreed(context))) return exitCode.usage;
    await applyChanges(changes, context);
    const note = await quarantineNote(state);
    if (note !== undefined) context.report(note);
  } catch (error) {
    if (error instanceof GraphError && error.code === 'forbidden') context.report(permissionNote(options));
    throw error;
  }
  for (const line of resultLines(state.known, { mapping, feeds, certificate: options.certificate }))
    context.print(printable(line));
  if (Object.keys(feeds).length === 0) context.report(feedsNote);
  return exitCode.done;
}

async function wishesOf(mapping: Mapping, options: SetupOptions): Promise<Wishes> {
  const { servicePrincipalId, jobId } = mapping.provisioningJob ?? {};
  const { csv, certificate, certificateApp, notificationEmail, deletionThreshold, managedIdentity } = options;
  if (csv === undefined && mapping.extension?.columns === '*')
    throw new SettingsError('--csv', 'is needed: the mapping sends all columns of a file, which its header tells');
  return {
    servicePrincipalId,
    jobId,
    name: options.name ?? `csv2scim ${mapping.feed}`,
    onPremises: options.onPremises === true,
    notificationEmail,
    deletionThreshold,
    attributes: extensionAttributes(mapping, csv === undefined ? [] : await csvHeader(csv)),
    managedIdentity,
    certificate: certificate === undefined ? undefined : { file: certificate, appName: certificateApp },
  };
}

interface Plan {
  changes: readonly Change[];
  feed: string;
  wishes: Wishes;
}

function printPlan({ changes, feed, wishes }: Plan, context: Context): void {
  const { name, servicePrincipalId, onPremises } = wishes;
  const app = servicePrincipalId === undefined ? `"${name}"` : `with the object id ${servicePrincipalId}`;
  const subject = `API-driven provisioning of the feed ${feed}, enterprise application ${app} in Microsoft Entra:`;
  context.print(printable(`${subject}${changes.length === 0 ? ' nothing to do' : ''}`));
  for (const { what } of changes) context.print(printable(`- ${what}`));
  if (onPremises && changes.length > 0)
    context.report(
      'note: on-premises Active Directory takes a provisioning agent too, which is chosen in the Entra portal',
    );
}

/** Asks on a terminal; elsewhere nobody would answer. */
async function hasAgreed({ stdin, stderr, report }: Context): Promise<boolean> {
  if (!stdin.isTTY)
    throw new SettingsError('--yes', 'is needed where there is no terminal to ask on; nothing was changed');
  const lines = createInterface({ input: stdin, output: stderr });
  const noAnswer = once(lines, 'close').then(() => ''); // Ctrl+C, or the end of the input
  const answer = await Promise.race([lines.question('Do this? (y/N) '), noAnswer]);
  lines.close();
  if (/^y(es)?$/i.test(answer.trim())) return true;
  report('nothing was changed');
  return false;
}

const feedsNote =
  'note: FEEDS is not set here. If your azd environment has feeds already, add this entry to theirs, or run setup again with --environment NAME: it then prints all of them';

const permissionNote = ({ auth }: SetupOptions): string =>
  `note: setup takes the permissions ${permissions.join(', ')}${
    auth === 'azure-cli' ? "; Azure CLI's tokens lack the last, so sign in with --auth browser" : ''
  }`;

/** What is done stays done: a further run goes on after it. */
async function applyChanges(changes: readonly Change[], context: Context): Promise<void> {
  for (const { what, apply } of changes) {
    await apply();
    context.print(printable(`done: ${what}`));
  }
}

function emailOf(text: string): string {
  if (!/^[^\s@,;]+@[^\s@,;]+$/.test(text)) throw new InvalidArgumentError('must be one e-mail address.');
  return text;
}

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('must be a whole number, 1 or more.');
  return Number(text);
}

function idOf(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError('must be an object id, such as 11111111-2222-3333-4444-555555555555.');
  return text;
}
