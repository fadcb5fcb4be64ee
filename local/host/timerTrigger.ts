import { Cron } from 'croner';
import type { Binding } from './core';
import type { TypedData } from './invoke';
import type { TriggerContext } from './trigger';
import { getErrorMessage } from './wait';

/** Creates the input of a timer function. */
export const createTimerData = (): TypedData => ({
  json: JSON.stringify({ Schedule: { AdjustForDST: false }, ScheduleStatus: null, IsPastDue: false }),
});

/**
 * Calls a function by its NCRONTAB schedule (six fields, UTC), one call at a time. `%NAME%` reads
 * an app setting.
 */
export async function runTimerTrigger(
  { schedule = '' }: Binding,
  { invoke, stop, log, functionName }: Omit<TriggerContext, 'blobs' | 'queues'>,
): Promise<void> {
  const setting = /^%(.+)%$/.exec(schedule)?.[1];
  const expression = setting === undefined ? schedule : process.env[setting];
  if (!expression)
    return log('error', `[${functionName}] the app setting ${setting} is not set, so the function never runs`);
  let running: Promise<void> = Promise.resolve();
  const tick = (): Promise<void> => {
    running = invoke(createTimerData()).catch((error: unknown) =>
      log('error', `[${functionName}] ${getErrorMessage(error)}`),
    );
    return running;
  };
  const job = new Cron(expression, { timezone: 'UTC', protect: true }, tick);
  await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  job.stop();
  await running;
}
