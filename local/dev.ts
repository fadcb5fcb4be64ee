import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import picomatch from 'picomatch';
import { exitCode } from '../cli/output/report';
import { eventNameOf, type State, states } from '../lib/ingestion/states';
import { jobSettingNames } from '../lib/settings';
import { createCommand, reportFailure } from './command';
import { parseOperations } from './entra/http/uploadRules';
import type { UploadAnswer } from './entra/options';
import { writeEnvironmentFile } from './environmentFile';
import { watchInbox } from './files/inbox';
import { watchNpm } from './npmParent';
import { completeMappings, type LocalFeeds, loadLocalFeeds } from './stack/feeds';
import { lockFolder, type StackPorts } from './stack/folderLock';
import { readFaultPlan } from './stack/readFaultPlan';
import { root, type Stack, startStack } from './stack/stack';

const inboxFolder = 'inbox';
/** In milliseconds. Entra takes 20 to 40 minutes; here a person waits. */
const cycleAfter = 3000;
/** The storage and the simulated Entra are kept here, so that the next run continues with them. */
const keptFolder = '.local';
const environmentFile = join(keptFolder, 'env');

/**
 * How long a stop waits for running functions, and for the storage to save its state, in
 * milliseconds. All of it takes less than five seconds.
 */
const patience = { host: 2000, storage: 1000 };

const print = (line: string): void => console.log(line);

/**
 * `npm run dev`: runs the local stack until it is stopped. Files below ./inbox/ are uploaded to
 * hr-inbox under the same path.
 */
async function dev(): Promise<number> {
  const stop = stopOnSignals();
  const lock = await lockFolder(keptFolder);
  if (lock === undefined) {
    console.error('npm run dev is already running in this folder. Stop it first, or start this one in another folder.');
    return exitCode.usage;
  }
  const local = await loadLocalFeeds(process.env.MAPPINGS || join(root, 'mappings'), process.env);
  const faults = readFaultPlan(print);
  for (const note of lock.notes) print(note);
  const removeEnvironmentFile = (): void => rmSync(environmentFile, { force: true });
  removeEnvironmentFile(); // left behind when the stack was killed
  process.once('exit', removeEnvironmentFile);
  process.env.MAPPINGS = await completeMappings(local, join(keptFolder, 'mappings'));
  const stack = await startDevStack(local, { ports: lock.ports, ...faults }, stop);
  const inbox = BlobServiceClient.fromConnectionString(stack.connectionString).getContainerClient('hr-inbox');
  await inbox.createIfNotExists();
  await createInboxFolders(local);
  await writeEnvironmentFile(environmentFile, process.env, local.settingNames);
  printWelcome(local, stack);
  await watchInbox(inboxFolder, inbox, { print, stop });
  await stopStack(stack);
  print('Stopped.');
  return exitCode.done;
}

type Faults = ReturnType<typeof readFaultPlan>;

async function startDevStack(
  { feeds, settings }: LocalFeeds,
  options: Faults & { ports: StackPorts },
  stop: AbortSignal,
): Promise<Stack> {
  const stack = await startStack({
    ...options,
    keepIn: keptFolder,
    settings,
    jobs: feeds.flatMap(({ job }) => job ?? []),
    log: (level, message) => {
      print(`${level === 'error' ? '!' : '·'} ${message}`);
      const decision = findDecision(message);
      if (decision !== undefined) print(decision);
    },
    onAnswer: printAnswer,
    cycleAfter,
    onCycle: (entries) => {
      print(`> a provisioning cycle ran: ${entries} log entries`);
      if (!stop.aborted) void stack.host.run('summarizeCycles').catch(() => {}); // the error is logged
    },
  });
  return stack;
}

const undecidedEvents = (Object.keys(states) as State[])
  .filter((state) => states[state].needsDecision)
  .map(eventNameOf);

/** Finds the commands that release or discard a file, when a logged event says that it waits for one. */
function findDecision(message: string): string | undefined {
  const [, name, event] = /\] (HrFile\w+) (\{.*\})$/.exec(message) ?? [];
  if (name === undefined || event === undefined || !undecidedEvents.includes(name)) return undefined;
  const { properties } = JSON.parse(event) as { properties: Record<string, string> };
  const command = (decision: string): string =>
    `npx csv2scim ${decision} ${properties.ingestionId} --environment local`;
  return `> A file waits for your decision. To send it: ${command('release')}\n> To end it: ${command('discard')}`;
}

function printWelcome(local: LocalFeeds, { host, entra, connectionString }: Stack): void {
  print(`Functions: ${host.functionNames.join(', ')}`);
  print(`Graph:     GRAPH_ENDPOINT='${process.env.GRAPH_ENDPOINT}'${entra === undefined ? '' : ' (simulated)'}`);
  print(`Storage:   HrStorage='${connectionString}'`);
  for (const { mapping, job } of local.feeds) {
    if (job === undefined) continue;
    const names = jobSettingNames(mapping.feed);
    print(`App:       ${names.servicePrincipalId}='${job.servicePrincipalId}' ${names.jobId}='${job.jobId}'`);
  }
  print(`Mappings:  ${local.folder}, read at start. Start again after changing a mapping file.`);
  print(`Settings:  ./${environmentFile}; commands read it with --environment local`);
  print(`State is kept in ./${keptFolder}/. Delete that folder to reset.`);
  print(`Put CSV files below ./${inboxFolder}/, such as ./${inboxFolder}/employees/people.csv. Ctrl+C ends.`);
}

async function createInboxFolders({ feeds }: LocalFeeds): Promise<void> {
  for (const { mapping } of feeds) {
    const { base, isGlob } = picomatch.scan(mapping.files);
    if (isGlob) await mkdir(join(inboxFolder, base), { recursive: true });
  }
}

/**
 * Prints what the simulated Entra received: the call, its first person, and the rule that a refused
 * call broke.
 */
function printAnswer({ status, rule, call, operations }: UploadAnswer): void {
  const size = Buffer.byteLength(call.body);
  const refused = rule ? ` (rule: ${rule})` : '';
  print(`> ${call.method} bulkUpload, ${operations} operations, ${size} bytes: ${status}${refused}`);
  const [first] = parseOperations(call.body);
  if (first !== undefined) print(`  ${JSON.stringify(first)}`);
}

/**
 * Aborts at the first Ctrl+C or SIGTERM, or when npm ends. A second signal ends this process and
 * Azurite at once.
 */
function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  const begin = (): void => {
    if (stop.signal.aborted) return;
    const seconds = (patience.host + patience.storage) / 1000;
    print(
      `Stopping. Waiting at most ${seconds} seconds for running functions and the storage. Press Ctrl+C again to stop at once.`,
    );
    stop.abort();
    setTimeout(() => process.exit(exitCode.done), patience.host + patience.storage + 500).unref(); // ends the process even if something hangs
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      begin();
    });
  }
  void watchNpm(begin);
  return stop.signal;
}

/** Stops the stack within the time limit. Unfinished ingestions continue at the next start. */
async function stopStack({ host, end }: Stack): Promise<void> {
  const late = await Promise.race([host.stop(), sleep(patience.host, 'late', { ref: false })]);
  if (late !== undefined)
    print('Functions that still run are stopped. An unfinished upload continues at the next start.');
  await end(patience.storage);
}

createCommand(
  'npm run dev',
  'Runs Azurite, a simulated Entra and the functions until Ctrl+C; takes files from ./inbox/.',
)
  .action(async () => process.exit(await dev()))
  .parseAsync()
  .catch((error: unknown) => process.exit(reportFailure(error)));
