import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Finds a free loopback port: the preferred one, or another one if that stays taken for `patience`
 * milliseconds.
 */
export async function findFreePort(preferred = 0, patience = 0): Promise<number> {
  const end = performance.now() + patience;
  for (;;) {
    const server = await listen(createServer(), preferred);
    const port = portOf(server);
    server.close();
    await once(server, 'close');
    if (preferred === 0 || port === preferred || performance.now() >= end) return port;
    await sleep(200);
  }
}

/** Listens on the preferred loopback port, or on another one if that is taken. */
export async function listen(server: Server, preferred = 0): Promise<Server> {
  server.listen(preferred, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (preferred === 0) throw error;
    return await listen(server);
  }
}

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
