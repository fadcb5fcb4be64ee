import { type Command, InvalidArgumentError } from 'commander';
import { GraphError, SettingsError } from '../../lib/errors';
import { systemClock } from '../../lib/graph/clock';
import { burstLimit } from '../../lib/graph/limits/rateLimiter';
import type { Mapping } from '../../lib/mapping/file/parse';
import { loadMapping, resolveJobSettings } from '../../lib/mapping/loadMappings';
import { readSettings } from '../../lib/settings';
import { listExtensionAttributes } from '../../lib/setup/extensionAttributes';
import { planSetup } from '../../lib/setup/plan';
import type { DesiredSetup, Setup, SetupChange } from '../../lib/setup/setup';
import type { AuthMode, SignInOptions } from '../connect/credentials';
import { addSignInOptions, connectGraph } from '../connect/job';
import { withUploadsBlocked } from '../connect/withUploadsBlocked';
import { parseFeeds } from '../context/azdEnvironment';
import type { Context } from '../context/context';
import { readCsvHeader } from '../context/csvFile';
import { openDialogue } from '../context/dialogue';
import { replaceControlCharacters } from '../context/printable';
import { exitCode } from '../output/report';
import { describeQuarantine, formatSetupResult } from '../output/setupResult';

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

/** Only a person runs setup: an application would need roles that no application should have. */
const ways: readonly AuthMode[] = ['browser', 'device-code', 'azure-cli'];
const permissions = ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'Synchronization.ReadWrite.All'];

/**
 * `setup`: creates or completes a feed's provisioning app in Microsoft Entra. It is safe to run
 * again.
 */
export function addSetup(program: Command, context: Context): void {
  const command = program
    .command('setup')
    .description('set up the provisioning app of a feed in Microsoft Entra: shows what it would do, and asks first')
    .requiredOption('--mapping <file>', 'mapping file of the feed; its provisioning app is used if it names one')
    .requiredOption(
      '--notification-email <address>',
      'e-mail address that Entra notifies, for example of a quarantine',
      parseEmail,
    )
    .option('--name <text>', 'display name of the enterprise application (default: csv2scim and the feed)')
    .option('--on-premises', 'provision to on-premises Active Directory instead of Microsoft Entra ID')
    .option(
      '--deletion-threshold <number>',
      'number of accidental deletions that stops the job (default: the current value, or 500)',
      parseThreshold,
    )
    .option(
      '--managed-identity <id>',
      "object id of the function app's managed identity, which gets its roles",
      parseId,
    )
    .option('--certificate <file>', 'PEM file of a certificate for use outside Azure; created if it does not exist')
    .option('--certificate-app <text>', 'display name of the app registration for it', 'csv2scim client')
    .option('--csv <file>', 'CSV file whose header lists the columns, for an extension with columns "*"')
    .option('--yes', 'do not ask for confirmation');
  addSignInOptions(command, ways).action(async (options: SetupOptions) => context.end(await setup(options, context)));
}

async function setup(options: SetupOptions, context: Context): Promise<number> {
  const settings = readSettings(context.environment);
  const feeds = parseFeeds(context.environment.FEEDS);
  const { mapping } = await loadMapping(options.mapping);
  const desired = await createDesiredSetup(resolveJobSettings(mapping, context.environment), options);
  const graph = connectGraph(settings, options, {
    context,
    limit: burstLimit(settings.callsPer5Seconds),
    permissions,
    ways,
  });
  const state: Setup = {
    desired,
    graph,
    clock: systemClock,
    withUploadsBlocked: (job, put) => withUploadsBlocked(job, { settings, context }, put),
    known: {},
  };
  try {
    const changes = await planSetup(state);
    printPlan({ changes, feed: mapping.feed, desired }, context);
    if (changes.length > 0 && !options.yes && !(await askForConsent(context))) return exitCode.usage;
    await applyChanges(changes, context);
    const note = await describeQuarantine(state);
    if (note !== undefined) context.report(note);
  } catch (error) {
    if (error instanceof GraphError && error.code === 'forbidden') context.report(permissionNote(options));
    throw error;
  }
  for (const line of formatSetupResult(state.known, { mapping, feeds, certificate: options.certificate }))
    context.print(replaceControlCharacters(line));
  if (Object.keys(feeds).length === 0) context.report(feedsNote);
  return exitCode.done;
}

async function createDesiredSetup(mapping: Mapping, options: SetupOptions): Promise<DesiredSetup> {
  const { servicePrincipalId, jobId } = mapping.provisioningJob ?? {};
  const { csv, certificate, certificateApp, notificationEmail, deletionThreshold, managedIdentity } = options;
  if (csv === undefined && mapping.extension?.columns === '*')
    throw new SettingsError(
      '--csv',
      'is required: the mapping sends all columns of a file. Name a file with this header',
    );
  return {
    servicePrincipalId,
    jobId,
    name: options.name ?? `csv2scim ${mapping.feed}`,
    onPremises: options.onPremises === true,
    notificationEmail,
    deletionThreshold,
    attributes: listExtensionAttributes(mapping, csv === undefined ? [] : await readCsvHeader(csv)),
    managedIdentity,
    certificate: certificate === undefined ? undefined : { file: certificate, appName: certificateApp },
  };
}

interface Plan {
  changes: readonly SetupChange[];
  feed: string;
  desired: DesiredSetup;
}

function printPlan({ changes, feed, desired }: Plan, context: Context): void {
  const { name, servicePrincipalId, onPremises } = desired;
  const app = servicePrincipalId === undefined ? `"${name}"` : `with the object id ${servicePrincipalId}`;
  const subject = `API-driven provisioning of the feed ${feed}, enterprise application ${app} in Microsoft Entra:`;
  context.print(replaceControlCharacters(`${subject}${changes.length === 0 ? ' nothing to do' : ''}`));
  for (const { what } of changes) context.print(replaceControlCharacters(`- ${what}`));
  if (onPremises && changes.length > 0)
    context.report('note: on-premises Active Directory also needs a provisioning agent. Choose it in the Entra portal');
}

/** Asks for consent on a terminal. Without a terminal nobody can answer, so the answer is no. */
async function askForConsent(context: Context): Promise<boolean> {
  if (!context.stdin.isTTY)
    throw new SettingsError('--yes', 'is required when there is no terminal for the confirmation. Nothing was changed');
  const dialogue = openDialogue(context);
  try {
    if (await dialogue.confirm('Do this?', false)) return true;
  } finally {
    dialogue.close();
  }
  context.report('nothing was changed');
  return false;
}

const feedsNote =
  'note: FEEDS is not set here. If your azd environment has feeds, add this entry to them. Or run setup again with --environment NAME, which prints all of them';

const permissionNote = ({ auth }: SetupOptions): string =>
  `note: setup needs the permissions ${permissions.join(', ')}${
    auth === 'azure-cli' ? ". Azure CLI's tokens lack the last one, so sign in with --auth browser" : ''
  }`;

/**
 * Applies the changes in order. After an error, the next run continues with the remaining changes.
 */
async function applyChanges(changes: readonly SetupChange[], context: Context): Promise<void> {
  for (const { what, apply } of changes) {
    await apply();
    context.print(replaceControlCharacters(`done: ${what}`));
  }
}

function parseEmail(text: string): string {
  if (!/^[^\s@,;]+@[^\s@,;]+$/.test(text)) throw new InvalidArgumentError('must be one e-mail address.');
  return text;
}

function parseThreshold(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('must be a whole number, 1 or more.');
  return Number(text);
}

function parseId(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError('must be an object id, such as 11111111-2222-3333-4444-555555555555.');
  return text;
}
