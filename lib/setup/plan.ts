import { lookAtApp } from './app';
import { lookAtClient } from './client';
import { lookAtJob } from './job';
import { lookAtNotification } from './notification';
import { lookAtManagedIdentity } from './roles';
import { lookAtSchema } from './schema';
import type { Change, Setup } from './setup';
import { lookAtStart } from './start';

/** What differs from how it is to be, in the order in which it is to be mended. Changes nothing. */
export async function planSetup(setup: Setup): Promise<Change[]> {
  const app = await lookAtApp(setup);
  const job = await lookAtJob(setup);
  const notification = await lookAtNotification(setup);
  const schema = await lookAtSchema(setup);
  const identity = await lookAtManagedIdentity(setup);
  const client = await lookAtClient(setup);
  const start = await lookAtStart(setup);
  return [...app, ...job, ...notification, ...schema, ...identity, ...client, ...start];
}
