import { Cron } from 'croner';
import type { Binding } from './core';
import type { TriggerContext } from './trigger';
import { messageOf } from './wait';

/** Calls a function by its NCRONTAB schedule (six fields, UTC), one call at a time; `%NAME%` reads an app setting. */
export async function timerTrigger(
  { schedule = '' }: Binding,
  { invoke, stop, log, functionName }: TriggerContext,
): Promise<void> {
  const expression = schedule.replace(/^%(.+)%$/, (_, name: string) => process.env[name] ?? '');
  let running: Promise<void> = Promise.resolve();
  const tick = (): Promise<void> => {
    const timer = { Schedule: { AdjustForDST: false }, ScheduleStatus: null, IsPastDue: false };
    running = invoke({ json: JSON.stringify(timer) }).catch((error: unknown) =>
      log('error', `[${functionName}] ${messageOf(error)}`),
    );
    return running;
  };
  const job = new Cron(expression, { timezone: 'UTC', protect: true }, tick);
  await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  job.stop();
  await running;
}
