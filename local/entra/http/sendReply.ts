import type { ServerResponse } from 'node:http';
import type { Reply } from './router';

/** Sends a reply like Graph: JSON, with a request id. */
export function sendReply(response: ServerResponse, { status, body, headers }: Reply): void {
  const type = status === 204 ? {} : { 'Content-Type': 'application/json' };
  response
    .writeHead(status, { ...type, 'request-id': crypto.randomUUID(), ...headers })
    .end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
}
