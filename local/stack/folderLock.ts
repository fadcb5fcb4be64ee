import { once } from 'node:events';
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { AzuritePorts } from './azurite';
import { findFreePort, listen, portOf } from './ports';

/** The loopback ports of a stack whose state is saved in a folder. */
export interface StackPorts extends AzuritePorts {
  entra: number;
  /** On this port, the running stack says which folder it uses. */
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

/** How long the Azurite of a killed stack takes to end, in milliseconds. */
const handover = 4000;

/**
 * Locks a folder for this process until it ends, and returns the ports of the folder's last stack.
 * Ports that are taken are replaced. `undefined` when another process uses the folder. A listening
 * port is the lock: it is freed when its process ends in any way, while a process id may be reused.
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
    return {}; // first start or damaged file: use new ports
  }
}

/**
 * Asks the process on a lock's port for its folder. The answer of another program is no folder of a
 * stack.
 */
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
