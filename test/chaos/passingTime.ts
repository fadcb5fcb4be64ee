import { setTimeout as sleep } from 'node:timers/promises';
import type { InvocationContext } from '@azure/functions';
import { getApp } from '../../functions/app';
import { resumeIngestion } from '../../functions/resumeIngestion';
import type { Checkpoint } from '../../lib/ingestion/checkpoint';
import { eachForItself, mapping } from '../support/files';
import { type Stage, setStage } from '../support/stage';

type Mapping = ReturnType<typeof mapping>;

/** One call of the queue's function. */
export interface Step {
  ingestionId: string;
  /** Of the file. */
  etag: string;
  /** When it ended, by the app's clock. */
  at: number;
  checkpoint: Checkpoint;
}

/** The real queue function on real storage, under a clock that passes at once. */
export interface PassingTime {
  stage: Stage;
  /** What the queue's function has logged; events are among it. */
  logged: string[];
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets time pass. */
  pass(milliseconds: number): void;
  /** Calls the queue's function once. */
  goOn(blob: string, etag: string): Promise<Step>;
  /**
   * Drops a file, calls the queue's function, and each time lets the time pass until the message
   * that it left comes.
   */
  run(blob: string, content: string): Promise<Step[]>;
  /** The same until the file has ended, or is held; gives its ETag. */
  take(blob: string, content: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts the app with so many calls a day. */
export async function startPassingTime(
  callsPerDay: number,
  mappingFile: Mapping | Mapping[] = mapping('employees', eachForItself),
): Promise<PassingTime> {
  const stage = await setStage(...[mappingFile].flat());
  const before = { ...process.env };
  Object.assign(process.env, {
    HrStorage: stage.connectionString,
    GRAPH_ENDPOINT: stage.entra.origin,
    GRAPH_CALLS_PER_DAY: String(callsPerDay),
    MAPPINGS: stage.mappings.path,
    SETTLE_SECONDS: '0',
  });
  let now = Date.parse('2026-11-24T08:00:00Z');
  const calls = countCalls();
  await getApp({
    now: () => now,
    wait: async (milliseconds) => {
      const until = now + milliseconds;
      await letCallsEnd(calls); // a jump of seconds would be their way there
      now = Math.max(now, until);
    },
  });
  const logged: string[] = [];
  const context = { ...silent, log: (line: string) => logged.push(line) } as unknown as InvocationContext;
  async function goOn(blob: string, etag: string): Promise<Step> {
    await resumeIngestion({ blob }, context);
    const { ingestionId } = await stage.report(etag, () => true);
    const text = await stage.read('ingestion-state', `employees/${ingestionId}/checkpoint.json`);
    return { ingestionId, etag, at: now, checkpoint: JSON.parse(text ?? '') as Checkpoint };
  }

  return {
    stage,
    logged,
    now: () => now,
    pass: (milliseconds) => {
      now += milliseconds;
    },
    goOn,
    async run(blob, content) {
      const etag = await stage.drop(blob, content);
      const steps: Step[] = [];
      for (;;) {
        const step = await goOn(blob, etag);
        steps.push(step);
        const { state, due = '' } = step.checkpoint;
        if (state === 'accepted' || state === 'failed') return steps;
        now = Math.max(now + 1000, Date.parse(due));
      }
    },
    async take(blob, content) {
      const etag = await stage.drop(blob, content);
      for (;;) {
        const { checkpoint } = await goOn(blob, etag);
        if (!['inspecting', 'uploading', 'waiting'].includes(checkpoint.state)) return etag;
        now = Math.max(now + 1000, Date.parse(checkpoint.due ?? '') || 0);
      }
    },
    async close() {
      process.env = before;
      calls.stop();
      await stage.close();
    },
  };
}

interface Calls {
  inFlight: number;
  stop(): unknown;
}

/** Counts this process's calls of Graph that are not answered. */
function countCalls(): Calls {
  const { fetch } = globalThis;
  const calls = { inFlight: 0, stop: () => Object.assign(globalThis, { fetch }) };
  globalThis.fetch = (...request) => {
    calls.inFlight++;
    return fetch(...request).finally(() => calls.inFlight--);
  };
  return calls;
}

/** The longest that a wait stands still for calls, in milliseconds: some are never answered. */
const longestCall = 1000;

/** Waits until this process ran without delay and no call is in flight. */
async function letCallsEnd(calls: Calls): Promise<void> {
  const began = performance.now();
  for (;;) {
    const start = performance.now();
    await sleep(2);
    const end = performance.now();
    if ((end - start <= 6 && calls.inFlight === 0) || end - began > longestCall) return;
  }
}

export const silent = { log() {}, warn() {}, error() {} } as unknown as InvocationContext;
