import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import picomatch from 'picomatch';
import { exitCode } from '../cli/output/report';
import { jobSettingNames } from '../lib/settings';
import { createCommand, reportFailure } from './command';
import { operationsOf } from './entra/http/uploadRules';
import type { Answer } from './entra/options';
import { writeEnvironmentFile } from './environmentFile';
import { watchInbox } from './files/inbox';
import { watchNpm } from './npmParent';
import { completeMappings, type LocalFeeds, loadLocalFeeds } from './stack/feeds';
import { lockFolder, type StackPorts } from './stack/folderLock';
import { plannedFaults } from './stack/readFaultPlan';
import { root, type Stack, startStack } from './stack/stack';

const inboxFolder = 'inbox';
/** Entra takes 20 to 40 minutes; here somebody waits. */
const cycleAfter = 3000;
/** Storage and simulated Entra outlive a run here, so that the next file finds what the last one left. */
const keptFolder = '.local';
const environmentFile = join(keptFolder, 'env');

/** How long a stop waits for functions that run, and for the storage to save its state, in milliseconds: within five seconds in all. */
const patience = { host: 2000, storage: 1000 };

const print = (line: string): void => console.log(line);

/** `npm run dev`: the local stack, staying up; what is put below ./inbox/ is uploaded to hr-inbox under the same path. */
async function dev(): Promise<number> {
  const stop = stopOnSignals();
  const lock = await lockFolder(keptFolder);
  if (lock === undefined) {
    console.error('npm run dev runs in this folder already. Stop it first, or start this one in another folder.');
    return exitCode.usage;
  }
  const local = await loadLocalFeeds(process.env.MAPPINGS || join(root, 'mappings'), process.env);
  const faults = plannedFaults(print);
  for (const note of lock.notes) print(note);
  const removeEnvironmentFile = (): void => rmSync(environmentFile, { force: true });
  removeEnvironmentFile(); // a killed stack leaves it
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

type Faults = ReturnType<typeof plannedFaults>;

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
      const decision = decisionOf(message);
      if (decision !== undefined) print(decision);
    },
    onAnswer: printAnswer,
    cycleAfter,
    onCycle: (entries) => {
      print(`> a provisioning cycle ran: ${entries} log entries`);
      if (!stop.aborted) void stack.host.run('summarizeCycles').catch(() => {}); // it has logged why
    },
  });
  return stack;
}

/** The commands that decide what becomes of a file, when a logged event says that it is held. */
function decisionOf(message: string): string | undefined {
  const [, event] = /\] HrFileHeld (\{.*\})$/.exec(message) ?? [];
  if (event === undefined) return undefined;
  const { properties } = JSON.parse(event) as { properties: Record<string, string> };
  const command = (name: string): string => `npx csv2scim ${name} ${properties.ingestionId} --environment local`;
  return `> held. To send it: ${command('release')}\n> To end it:        ${command('discard')}`;
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
  print(`Mappings:  ${local.folder}, read at this start. Start again after a change of a mapping file.`);
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

/** What the simulated Entra received, as a lesson: the call, the first person in it, and the rule that a refused call broke. */
function printAnswer({ status, rule, call, operations }: Answer): void {
  const size = Buffer.byteLength(call.body);
  const refused = rule ? ` (rule: ${rule})` : '';
  print(`> ${call.method} bulkUpload, ${operations} operations, ${size} bytes: ${status}${refused}`);
  const [first] = operationsOf(call.body);
  if (first !== undefined) print(`  ${JSON.stringify(first)}`);
}

/** Aborts on the first Ctrl+C, SIGTERM, or end of npm; a second signal ends this process at once, and Azurite with it. */
function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  const begin = (): void => {
    if (stop.signal.aborted) return;
    const seconds = (patience.host + patience.storage) / 1000;
    print(
      `Stopping: waits for running functions and the storage, at most ${seconds} seconds. Ctrl+C again ends at once.`,
    );
    stop.abort();
    setTimeout(() => process.exit(exitCode.done), patience.host + patience.storage + 500).unref(); // whatever hangs
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

/** Ends the stack in time, whatever its functions do: what is unfinished goes on at the next start. */
async function stopStack({ host, end }: Stack): Promise<void> {
  const late = await Promise.race([host.stop(), sleep(patience.host, 'late', { ref: false })]);
  if (late !== undefined) print('Functions that still run are ended. An unfinished upload goes on at the next start.');
  await end(patience.storage);
}

createCommand(
  'npm run dev',
  'Runs Azurite, a simulated Entra and the functions until Ctrl+C; takes files from ./inbox/.',
)
  .action(async () => process.exit(await dev()))
  .parseAsync()
  .catch((error: unknown) => process.exit(reportFailure(error)));
