import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '../http/router';
import { sendReply } from '../http/sendReply';
import type { Fault } from '../options';

/**
 * Reads the body of a call, unless its fault prevents that. `undefined` when the call ends here.
 */
export async function receiveBody(request: IncomingMessage, fault: Fault | undefined): Promise<string | undefined> {
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

/** Creates the reply that a fault sends instead of the real one. */
export function createFaultReply(fault: Fault | undefined): Reply | undefined {
  if (typeof fault !== 'object' || !('status' in fault)) return undefined;
  return { ...fault, body: { error: { code: 'Fault', message: 'Injected fault.' } } };
}

/** Sends a reply, unless the fault closes the connection instead. */
export function sendUnlessDropped(response: ServerResponse, reply: Reply, fault: Fault | undefined): void {
  if (fault === 'drop after acceptance') response.destroy();
  else sendReply(response, reply);
}
