import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient, type BlockBlobClient, type ContainerClient } from '@azure/storage-blob';
import { FaultPlanError } from './entra/faultText';
import type { Answer } from './entra/options';
import { operationsOf } from './entra/rules';
import { plannedFaults } from './plannedFaults';
import { provisioningApps, startStack } from './stack';

const inboxFolder = 'inbox';
const scanInterval = 500;
/** Entra takes 20 to 40 minutes; here somebody waits. */
const cycleAfter = 3000;

/** Storage and simulated Entra outlive a run here, so that the next file finds what the last one left. */
const keptFolder = '.local';

/** `npm run dev`: the local stack, staying up; what is put below ./inbox/ is uploaded to hr-inbox under the same path. */
async function main(): Promise<void> {
  const stack = await startStack({
    keepIn: keptFolder,
    log: (level, message) => console.log(`${level === 'error' ? '!' : '·'} ${message}`),
    ...plannedFaults(),
    onAnswer: (answer) => {
      tell(answer);
      void stack.keep();
    },
    cycleAfter,
    onCycle: (entries) => {
      console.log(`> a provisioning cycle ran: ${entries} log entries`);
      void stack.keep();
      void stack.host.run('summarizeCycles').catch(() => {}); // it has logged why
    },
  });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const inbox = BlobServiceClient.fromConnectionString(stack.connectionString).getContainerClient('hr-inbox');
  await inbox.createIfNotExists();
  console.log(`Functions: ${stack.host.functionNames.join(', ')}`);
  console.log(
    `Graph:     GRAPH_ENDPOINT='${process.env.GRAPH_ENDPOINT}'${stack.entra === undefined ? '' : ' (simulated)'}`,
  );
  console.log(`Storage:   HrStorage='${stack.connectionString}'`);
  for (const [feed, { servicePrincipalId, jobId }] of Object.entries(provisioningApps)) {
    await mkdir(join(inboxFolder, feed), { recursive: true });
    if (stack.entra === undefined) continue;
    const name = feed.toUpperCase();
    console.log(`App:       ${name}_SERVICE_PRINCIPAL_ID='${servicePrincipalId}' ${name}_JOB_ID='${jobId}'`);
  }
  console.log(`Kept for the next time below ./${keptFolder}/; remove it to begin anew.`);
  console.log(`Put CSV files below ./${inboxFolder}/, such as ./${inboxFolder}/employees/people.csv; Ctrl+C ends.`);
  await watch(inbox, stop.signal);
  await stack.stop();
  console.log('stopped');
}

/** Uploads each file below ./inbox/ once it did not change between two scans, and again whenever it changes. */
async function watch(inbox: ContainerClient, stop: AbortSignal): Promise<void> {
  const seen = new Map<string, string>();
  const uploaded = new Map<string, string>();
  while (!stop.aborted) {
    for (const file of await filesBelow(inboxFolder)) {
      const version = await stat(file).then(
        ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
        () => undefined,
      );
      if (version === undefined) continue;
      if (seen.get(file) === version && uploaded.get(file) !== version) {
        const path = relative(inboxFolder, file).split(sep).join('/');
        const blob = inbox.getBlockBlobClient(path);
        if ((await versionOf(blob)) !== version) {
          await blob.uploadData(await readFile(file), { metadata: { version } });
          console.log(`uploaded ${file} to hr-inbox/${path}`);
        }
        uploaded.set(file, version);
      }
      seen.set(file, version);
    }
    await sleep(scanInterval, undefined, { signal: stop }).catch(() => {});
  }
}

/** Of the file as an earlier run uploaded it: a blob's own last-modified knows whole seconds only. */
async function versionOf(blob: BlockBlobClient): Promise<string | undefined> {
  return (await blob.getProperties().catch(() => undefined))?.metadata?.version;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** What the simulated Entra received, as a lesson: the call, the first person in it, and the rule that a refused call broke. */
function tell({ status, rule, call, operations }: Answer): void {
  console.log(
    `> ${call.method} bulkUpload, ${operations} operations, ${Buffer.byteLength(call.body)} bytes: ${status}${rule ? ` (rule: ${rule})` : ''}`,
  );
  const [first] = operationsOf(call.body);
  if (first !== undefined) console.log(`  ${JSON.stringify(first)}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(error instanceof FaultPlanError ? 2 : 5);
});
