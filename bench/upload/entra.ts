import { developmentToken } from '../../lib/graph/client/tokens';
import { startEntra } from '../../local/entra/server';
import { createJob, createTenant } from '../../local/entra/tenant/tenant';
import { job } from '../job';
import type { Arrival } from './burstShare';

/**
 * A process that is a simulated Entra with Microsoft's limits and so many milliseconds per call; it
 * gives the arrivals to whoever asks.
 */
async function main(latency: number): Promise<void> {
  const arrivals: Arrival[] = [];
  const tenant = createTenant([createJob(job.jobId, job.servicePrincipalId)], {
    [developmentToken]: ['SynchronizationData-User.Upload'],
  });
  const { origin } = await startEntra({
    tenant,
    latency,
    onAnswer: ({ status, call }) => arrivals.push({ time: call.time, status }),
  });
  process.on('message', () => process.send?.(arrivals));
  process.send?.({ origin });
}

process.once('disconnect', () => process.exit()); // whoever asks is gone
void main(Number(process.argv[2]));
