import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What becomes of a call: a status of the storage's own, no answer ever, or a connection that ends.
 */
export type StorageFault = number | 'hang' | 'reset';

export interface StorageProxy {
  /** HrStorage by way of the proxy. */
  connectionString: string;
  /** Asked before each call: its method, and its path with query. */
  fault: (method: string, path: string) => StorageFault | undefined;
  stop(): Promise<void>;
}

/** Stands before a storage emulator and breaks what a test asks it to. */
export async function startStorageProxy(behind: string): Promise<StorageProxy> {
  const proxy: Omit<StorageProxy, 'connectionString' | 'stop'> = { fault: () => undefined };
  const servers: Server[] = [];
  let connectionString = behind;
  for (const [address = ''] of behind.matchAll(/(?<=(?:Blob|Queue)Endpoint=)http:\/\/[^/]+/g)) {
    const server = createServer((request, response) => pass(request, response, address, proxy));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    connectionString = connectionString.replace(address, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  return Object.assign(proxy, {
    connectionString,
    async stop() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  });
}

function pass(
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
  { fault }: Pick<StorageProxy, 'fault'>,
): void {
  const { method = '', url = '', headers } = request;
  const broken = fault(method, url);
  if (broken === 'reset') return void request.socket.resetAndDestroy();
  if (broken === 'hang') return void request.resume();
  if (broken !== undefined) {
    request.resume();
    const body = '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>on purpose</Message></Error>';
    response.writeHead(broken, { 'Content-Type': 'application/xml', 'x-ms-error-code': 'InternalError' });
    return void response.end(body);
  }
  const { hostname, port } = new URL(address);
  const behind = httpRequest({ hostname, port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  behind.on('error', () => response.destroy());
  response.on('close', () => behind.destroy());
  request.pipe(behind);
}
