import { createGraphClient, type GraphClient } from '../../lib/graph/client';
import { systemClock as clock } from '../../lib/graph/clock';
import { endpointOf } from '../../lib/graph/endpoint';
import type { Pace } from '../../lib/graph/pace';
import { developmentToken } from '../../lib/graph/tokens';
import { startServer } from '../server';
import { type Arrival, type Reached, reached } from './share';

/** Lets somebody send to a simulated Entra of their own, through the real client, and gives what they reached. */
export async function besideEntra(
  latency: number,
  pace: Pace,
  sending: (client: GraphClient) => Promise<void>,
): Promise<Reached> {
  const entra = await startServer('upload/entra.js', latency);
  try {
    const token = async (): Promise<string> => developmentToken;
    await sending(createGraphClient({ endpoint: endpointOf(entra.origin), token, pace, clock }));
    return reached(await entra.ask<Arrival[]>('arrivals'));
  } finally {
    entra.stop();
  }
}
