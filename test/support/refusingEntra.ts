import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RefusingEntra {
  origin: string;
  /** How many requests it refused. */
  refusals: number;
  stop(): Promise<void>;
}

/**
 * Stands before an Entra and refuses what it finds wrong in a body, with a status of its own, as
 * its validation does.
 */
export async function startRefusingEntra(
  behind: string,
  refuse: (body: string) => { status: number; message: string } | undefined,
): Promise<RefusingEntra> {
  const refusing: Omit<RefusingEntra, 'origin' | 'stop'> = { refusals: 0 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const refusal = refuse(body);
    if (refusal !== undefined) {
      refusing.refusals++;
      response.writeHead(refusal.status, { 'Content-Type': 'application/json' });
      return void response.end(JSON.stringify({ error: { code: 'BadRequest', message: refusal.message } }));
    }
    const { authorization = '', 'content-type': contentType = '' } = request.headers;
    const headers = { authorization, 'content-type': contentType };
    const { method = 'POST' } = request;
    const answer = await fetch(`${behind}${request.url}`, { method, headers, ...(body !== '' && { body }) });
    response.writeHead(answer.status).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(refusing, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}
