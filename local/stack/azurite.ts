import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './ports';

export interface Azurite {
  connectionString: string;
  /**
   * Stops Azurite. With a folder, it saves its state first, for at most `patience` milliseconds.
   */
  stop(patience?: number): Promise<void>;
}

export interface AzuritePorts {
  blob: number;
  queue: number;
  table: number;
}

/** Azurite's well-known development account. It is no secret. */
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Runs inside Azurite. Its standard input is a pipe, which closes when the parent ends, even if the
 * parent is killed. Azurite then saves its state and exits, on any platform, when its three
 * services report that they are closed.
 */
const exitWithParent = `data:text/javascript,${encodeURIComponent(`
  process.stdout.on('error', () => {}); // the parent may have ended
  const { log } = console;
  let open = 3;
  console.log = (...words) => {
    log(...words);
    if (/successfully closed/.test(words[0]) && --open === 0) process.exit();
  };
  process.stdin.on('error', () => {}).on('close', () => {
    if (!process.emit('SIGTERM')) process.exit();
    setTimeout(() => process.exit(), 3000).unref();
  }).resume().unref();
`)}`;

/**
 * Runs inside an Azurite in memory. After ten minutes it would look for data that nothing refers
 * to, which blocks it for minutes where a test has written many thousand blobs.
 */
const withoutCollection = `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const require = createRequire(process.argv[1]);
  for (const service of ['blob', 'queue'])
    require('./' + service + '/utils/constants').DEFAULT_GC_INTERVAL_MS = 2 ** 31 - 1;
`)}`;

/**
 * Starts Azurite, Microsoft's storage emulator, as a child process on loopback ports, in memory or
 * in a folder that is kept. It ends with this process. The connection string is that of the first
 * account.
 */
export async function startAzurite(
  folder?: string,
  accounts: readonly string[] = [account],
  ports?: AzuritePorts,
): Promise<Azurite> {
  const [blob, queue, table] = ports
    ? [ports.blob, ports.queue, ports.table]
    : await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const child = spawn(
    process.execPath,
    [
      `--import=${exitWithParent}`,
      ...(folder === undefined ? [`--import=${withoutCollection}`] : []),
      azuriteScript(),
      ...['--blobPort', blob, '--queuePort', queue, '--tablePort', table].map(String),
      ...(folder === undefined ? ['--inMemoryPersistence'] : ['--location', folder]),
      '--silent', // logging takes a third of the time of a request
      '--disableTelemetry',
      '--skipApiVersionCheck',
    ],
    {
      env: { ...process.env, AZURITE_ACCOUNTS: accounts.map((name) => `${name}:${key}`).join(';') },
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: folder !== undefined, // Ctrl+C goes to the whole process group, and Azurite must not end first
      windowsHide: true,
    },
  );
  child.stdin.on('error', () => {}); // the process has ended
  await waitUntilListening(child, 3);
  const [host, first] = ['http://127.0.0.1', accounts[0]];
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${first};AccountKey=${key};BlobEndpoint=${host}:${blob}/${first};QueueEndpoint=${host}:${queue}/${first};`,
    stop: (patience) => stopAzurite(child, folder === undefined ? 0 : patience),
  };
}

async function stopAzurite(child: ChildProcess, patience?: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (patience === 0) child.kill('SIGKILL'); // in memory there is nothing to save
  child.stdin?.end();
  if (patience === undefined) await ended;
  else if ((await Promise.race([ended, sleep(patience, 'late', { ref: false })])) === 'late') child.kill('SIGKILL');
  await ended;
}

function azuriteScript(): string {
  const manifest = createRequire(__filename).resolve('azurite/package.json');
  const { bin } = createRequire(__filename)(manifest) as { bin: Record<string, string> };
  return join(dirname(manifest), bin.azurite ?? '');
}

/** Resolves when this number of services listen. */
async function waitUntilListening(child: ChildProcess, services: number): Promise<void> {
  let ready = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`Azurite ended with code ${code}`)));
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      if (/successfully listening/.test(line) && ++ready === services) resolve();
    });
  });
}
