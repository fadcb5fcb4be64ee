import { QuotaError } from '../../lib/errors';
import type { RateLimiter } from '../../lib/graph/limits/rateLimiter';
import type { Lease } from '../../lib/ingestion/storage/lease';
import type { EventClock } from './eventClock';
import type { FeedHistory, FileHistory } from './history';
import { type FeedPeople, peopleOf } from './people';
import { peoplePerCall } from './scenarios';
import { sendRest } from './sendRest';
import { minute, second } from './time';

export interface UploaderOptions {
  story: FeedHistory;
  people: FeedPeople;
  /** Calls that the last 24 hours leave. */
  callsLeft(): number;
  clock: EventClock;
  random: () => number;
  rateLimiter: RateLimiter;
  /** One call that arrives at Graph. */
  call(): Promise<void>;
  /** Works as the only one that uploads to the feed's job. */
  alone(work: (lease: Lease) => Promise<void>): Promise<void>;
}

export interface Uploader {
  /** Takes a file that was just dropped as far as it comes. */
  take(file: FileHistory): Promise<void>;
  /** Has the newest file end where it stands. */
  end(): void;
}

/** `SETTLE_SECONDS`: a file is read once it was unchanged for so long. */
const settles = minute;
/** At most so late is a message of the resume queue found. */
const queueDelay = 30 * second;
/** Of a feed's people, between half of this and half as much again differ from the day before. */
const changedDaily = 0.01;

class SupersededError extends Error {}

/** Sends the rest of a file's plan, which is made before its first call. */
async function sendPlan(
  file: FileHistory,
  mayCall: () => void,
  { people, callsLeft, clock, rateLimiter, call }: UploaderOptions,
): Promise<void> {
  file.plan ??= people.plan(clock.now(), callsLeft());
  const { plan } = file;
  const onAccepted = (from: number, to: number) => people.sent(peopleOf(plan, from, to), clock.now());
  await sendRest(file, Math.ceil(plan.length / peoplePerCall), { rateLimiter, call, mayCall, onAccepted });
}

/**
 * One feed as the app serves it: a file supersedes the one before, waits for quota, and goes on
 * where it stood.
 */
export function createUploader(options: UploaderOptions): Uploader {
  const { story, people, clock, random, alone } = options;
  let newest: FileHistory | undefined;
  let part: Promise<void> = Promise.resolve();

  /** Before each call, once its turn came. */
  const mayCall = (file: FileHistory, { lost }: Lease): void => {
    if (file !== newest) throw new SupersededError('a newer file took its place');
    lost.throwIfAborted();
  };

  async function uploadFile(file: FileHistory, lease: Lease): Promise<void> {
    if (file !== newest) return;
    const began = clock.now();
    try {
      await sendPlan(file, () => mayCall(file, lease), options);
    } finally {
      story.sending.push([began, clock.now()]);
    }
    file.finished = clock.now();
    people.accepted();
  }

  /** Gives when to go on; nothing when the file has come to its end. */
  async function oneRun(file: FileHistory): Promise<number | undefined> {
    try {
      const run = alone((lease) => uploadFile(file, lease));
      part = run.catch(() => {});
      await run;
      return undefined;
    } catch (error) {
      if (error instanceof SupersededError) return undefined;
      if (!(error instanceof QuotaError)) throw error;
      story.refusals++;
      return error.until;
    }
  }

  return {
    async take(file) {
      story.files.push(file);
      await clock.wait(settles);
      people.read(file, Math.ceil(story.feed.people * changedDaily * (0.5 + random())));
      if (newest !== undefined && newest.finished === undefined) newest.superseded = clock.now();
      newest = file;
      await part; // the older one stops before its next call, and gives the job's lock back
      while (file === newest) {
        const until = await oneRun(file);
        if (until === undefined) return;
        await clock.wait(Math.max(second, until - clock.now()) + Math.floor(random() * queueDelay));
      }
    },
    end() {
      newest = undefined;
    },
  };
}
