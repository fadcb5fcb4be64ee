import './oneRealm';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenSource } from '../../../../lib/graph/client/authenticate';
import { createGraphClient, type GraphClient } from '../../../../lib/graph/client/client';
import { developmentToken } from '../../../../lib/graph/client/tokens';
import { parseEndpoint } from '../../../../lib/graph/endpoint';
import { createRateLimiter } from '../../../../lib/graph/limits/rateLimiter';
import { type SkippingClock, skippingClock } from '../clocks';

/** A request as it arrived. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** `reset` breaks the connection before the body is read, `drop` after it; `hang` never answers. */
export type Behaviour = Reply | 'reset' | 'drop' | 'hang';

export interface GraphServer {
  origin: string;
  /** Every request whose body arrived, in their order. */
  received: Received[];
  /** How often a call began, broken ones too. */
  calls(): number;
  stop(): Promise<void>;
}

/** As the service answers: an empty body under a JSON content type. */
export const accepted: Reply = {
  status: 202,
  headers: { 'Content-Type': 'application/json', Location: '/v1.0/auditLogs/provisioning/' },
};

/**
 * A real server on loopback that counts. `behave` is asked twice for each call (numbered from 1):
 * before the body is read, when `body` is empty and only `reset` matters, and after it.
 */
export async function startGraphServer(behave: (number: number, request: Received) => Behaviour): Promise<GraphServer> {
  const received: Received[] = [];
  let calls = 0;
  const server = createServer((request, response) => {
    void handle(request, response, ++calls).catch(() => response.destroy());
  });
  async function handle(request: IncomingMessage, response: ServerResponse, number: number): Promise<void> {
    const { method = '', url = '', headers } = request;
    if (behave(number, { method, url, headers, body: '' }) === 'reset') return void request.socket.resetAndDestroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const whole = { method, url, headers, body: Buffer.concat(chunks).toString() };
    received.push(whole);
    const behaviour = behave(number, whole);
    if (behaviour === 'drop' || behaviour === 'reset') return void response.destroy();
    if (behaviour === 'hang') return;
    response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body ?? '');
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    calls: () => calls,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface TestClientOptions {
  clock?: SkippingClock;
  token?: TokenSource;
  timeout?: number;
}

/** The real client, against such a server, whose waits are over at once. */
export function testClient(
  origin: string,
  { clock = skippingClock(), token = async () => developmentToken, timeout = 10_000 }: TestClientOptions = {},
): GraphClient {
  const rateLimiter = createRateLimiter({ calls: 40, window: 5000, clock });
  return createGraphClient({ endpoint: parseEndpoint(origin), token, rateLimiter, clock, random: () => 0.5, timeout });
}
