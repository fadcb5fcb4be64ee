import type { ServerResponse } from 'node:http';
import type { Reply } from './router';

/** Sends a reply the way Graph does: JSON, with an id of the request. */
export function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const type = status === 204 ? {} : { 'Content-Type': 'application/json' };
  response
    .writeHead(status, { ...type, 'request-id': crypto.randomUUID(), ...headers })
    .end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
}
