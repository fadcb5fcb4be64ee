import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '../http/router';
import { send } from '../http/sendReply';
import type { Fault } from '../options';

/** Reads the body of a call as far as its fault lets it; `undefined` when there is nothing more to do. */
export async function receive(request: IncomingMessage, fault: Fault | undefined): Promise<string | undefined> {
  if (fault === 'reset') {
    request.socket.resetAndDestroy();
    return undefined;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (fault === 'stall') return undefined;
  if (typeof fault === 'object' && 'delay' in fault) await sleep(fault.delay, undefined, { ref: false });
  return Buffer.concat(chunks).toString();
}

/** The answer that a fault puts in the place of the real one. */
export function faultReply(fault: Fault | undefined): Reply | undefined {
  if (typeof fault !== 'object' || !('status' in fault)) return undefined;
  return { ...fault, body: { error: { code: 'Fault', message: 'A fault on purpose.' } } };
}

/** Sends a reply, unless a fault lets the connection end instead. */
export function finish(response: ServerResponse, reply: Reply, fault: Fault | undefined): void {
  if (fault === 'drop after acceptance') response.destroy();
  else send(response, reply);
}
