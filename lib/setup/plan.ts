import { planApp } from './app';
import { planClient } from './client';
import { planJob } from './job';
import { planNotification } from './notification';
import { planManagedIdentity } from './roles';
import { planSchema } from './schema';
import type { Setup, SetupChange } from './setup';
import { planStart } from './start';

/** Lists the changes that are needed, in the order in which they are applied. Read-only. */
export async function planSetup(setup: Setup): Promise<SetupChange[]> {
  const app = await planApp(setup);
  const job = await planJob(setup);
  const notification = await planNotification(setup);
  const schema = await planSchema(setup);
  const identity = await planManagedIdentity(setup);
  const client = await planClient(setup);
  const start = await planStart(setup);
  return [...app, ...job, ...notification, ...schema, ...identity, ...client, ...start];
}
