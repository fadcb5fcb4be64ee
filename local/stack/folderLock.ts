import { once } from 'node:events';
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { AzuritePorts } from './azurite';
import { findFreePort, listen, portOf } from './ports';

/** The loopback ports of the stack that keeps its state in a folder. */
export interface StackPorts extends AzuritePorts {
  entra: number;
  /** Where the stack that holds the folder says which folder it holds. */
  lock: number;
}

export interface FolderLock {
  ports: StackPorts;
  /** One sentence for each port that another program has taken since the last start. */
  notes: readonly string[];
}

const names: Readonly<Record<keyof StackPorts, string>> = {
  blob: 'blob storage',
  queue: 'queue storage',
  table: 'table storage',
  entra: 'the simulated Entra',
  lock: 'the lock of this folder',
};

/** The Azurite of a stack that was killed ends by itself within this time, in milliseconds. */
const handover = 4000;

/**
 * Takes a folder for this process, until it ends, and gives the ports that the folder's last stack had; other ports replace
 * those that are taken. `undefined` when another process holds the folder. A listening port is the lock, since it is freed
 * however its process ends, and a process id may belong to another program by now.
 */
export async function lockFolder(folder: string): Promise<FolderLock | undefined> {
  await mkdir(folder, { recursive: true });
  const own = await realpath(folder);
  const file = join(folder, 'ports.json');
  const last = await readPorts(file);
  const server = await listen(
    createServer((socket) => socket.on('error', () => {}).end(own)),
    last.lock,
  );
  server.unref();
  const lock = portOf(server);
  if (last.lock !== undefined && lock !== last.lock && (await askHolder(last.lock)) === own) {
    server.close();
    return undefined;
  }
  const [blob, queue, table, entra] = await Promise.all(
    [last.blob, last.queue, last.table, last.entra].map((port) => findFreePort(port, handover)),
  );
  const ports = { blob, queue, table, entra, lock } as StackPorts;
  await writeFile(`${file}.new`, `${JSON.stringify(ports, null, 2)}\n`);
  await rename(`${file}.new`, file);
  const changed = (Object.keys(names) as (keyof StackPorts)[]).filter(
    (name) => last[name] && last[name] !== ports[name],
  );
  return {
    ports,
    notes: changed.map(
      (name) => `Port ${last[name]} is taken, so ${names[name]} uses port ${ports[name]} from now on.`,
    ),
  };
}

async function readPorts(file: string): Promise<Partial<StackPorts>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Partial<StackPorts>;
  } catch {
    return {}; // the first start, or a damaged file: new ports do
  }
}

/** The folder that the process on a lock's port holds; whatever another program says there is no folder of ours. */
async function askHolder(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8').setTimeout(2000);
  let answer = '';
  socket
    .on('data', (text) => {
      answer += text;
    })
    .on('timeout', () => socket.destroy())
    .on('error', () => {});
  await once(socket, 'close');
  return answer;
}
