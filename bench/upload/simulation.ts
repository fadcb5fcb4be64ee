import { createGraphClient, type GraphClient } from '../../lib/graph/client/client';
import { developmentToken } from '../../lib/graph/client/tokens';
import { systemClock as clock } from '../../lib/graph/clock';
import { parseEndpoint } from '../../lib/graph/endpoint';
import type { RateLimiter } from '../../lib/graph/limits/rateLimiter';
import { startServer } from '../server';
import { type Arrival, type LimitShare, reached } from './burstShare';

/**
 * Lets somebody send to a simulated Entra of their own, through the real client, and gives what
 * they reached.
 */
export async function besideEntra(
  latency: number,
  rateLimiter: RateLimiter,
  sending: (client: GraphClient) => Promise<void>,
): Promise<LimitShare> {
  const entra = await startServer('upload/entra.js', latency);
  try {
    const token = async (): Promise<string> => developmentToken;
    await sending(createGraphClient({ endpoint: parseEndpoint(entra.origin), token, rateLimiter, clock }));
    return reached(await entra.ask<Arrival[]>('arrivals'));
  } finally {
    entra.stop();
  }
}
