import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Azurite {
  connectionString: string;
  stop(): Promise<void>;
}

/** Azurite's own well-known development account: no secret. */
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts Azurite, Microsoft's storage emulator, as a child process on free loopback ports: in memory, or in a folder that outlives it.
 * The connection string is of the first account.
 */
export async function startAzurite(folder?: string, accounts: readonly string[] = [account]): Promise<Azurite> {
  const [blobPort, queuePort, tablePort] = await Promise.all([freePort(), freePort(), freePort()]);
  const ports = ['--blobPort', blobPort, '--queuePort', queuePort, '--tablePort', tablePort].map(String);
  const child = spawn(
    process.execPath,
    [
      azuriteScript(),
      ...ports,
      ...(folder === undefined ? ['--inMemoryPersistence'] : ['--location', folder]),
      '--silent', // no line for each request: that is a third of what a request costs it
      '--disableTelemetry',
      '--skipApiVersionCheck',
    ],
    {
      env: { ...process.env, AZURITE_ACCOUNTS: accounts.map((name) => `${name}:${key}`).join(';') },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: folder !== undefined, // Ctrl+C in the terminal is ours to hear first
    },
  );
  // in memory, it holds nothing worth writing
  const kill = (): void => void child.kill(folder === undefined ? 'SIGKILL' : 'SIGTERM');
  process.once('exit', kill);
  await listening(child, 3);
  const [host, first] = ['http://127.0.0.1', accounts[0]];
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${first};AccountKey=${key};BlobEndpoint=${host}:${blobPort}/${first};QueueEndpoint=${host}:${queuePort}/${first};`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      process.off('exit', kill);
      kill();
      await once(child, 'exit');
    },
  };
}

function azuriteScript(): string {
  const manifest = createRequire(__filename).resolve('azurite/package.json');
  const { bin } = createRequire(__filename)(manifest) as { bin: Record<string, string> };
  return join(dirname(manifest), bin.azurite ?? '');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Resolves once that many services say that they listen. */
async function listening(child: ChildProcess, services: number): Promise<void> {
  let ready = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`Azurite ended with code ${code}`)));
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      if (/successfully listening/.test(line) && ++ready === services) resolve();
    });
  });
}
