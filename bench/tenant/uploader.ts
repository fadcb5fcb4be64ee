import { QuotaError } from '../../lib/errors';
import type { RateLimiter } from '../../lib/graph/limits/rateLimiter';
import type { Lease } from '../../lib/ingestion/storage/lease';
import type { EventClock } from './eventClock';
import type { Planned } from './planned';
import { sendRest } from './sendRest';
import type { FeedStory, FileStory } from './story';
import { minute, second } from './time';

export interface UploaderOptions {
  story: FeedStory;
  planned: Planned;
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
  take(file: FileStory): Promise<void>;
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

/** One feed as the app serves it: a file supersedes the one before, waits for quota, and goes on where it stood. */
export function createUploader({ story, planned, clock, random, rateLimiter, call, alone }: UploaderOptions): Uploader {
  let newest: FileStory | undefined;
  let part: Promise<void> = Promise.resolve();

  /** Before each call, once its turn came. */
  const mayCall = (file: FileStory, { lost }: Lease): void => {
    if (file !== newest) throw new SupersededError('a newer file took its place');
    lost.throwIfAborted();
  };

  async function uploadFile(file: FileStory, lease: Lease): Promise<void> {
    if (file !== newest) return;
    file.requests ??= planned.requests(clock.now());
    planned.begins(file); // also when it is refused at once: so does the app
    const began = clock.now();
    try {
      await sendRest(file, file.requests, { rateLimiter, call, mayCall: () => mayCall(file, lease) });
    } finally {
      story.sending.push([began, clock.now()]);
    }
    file.finished = clock.now();
    planned.accepted(clock.now());
  }

  /** Gives when to go on; nothing when the file has come to its end. */
  async function oneRun(file: FileStory): Promise<number | undefined> {
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
      planned.read(Math.ceil(story.feed.people * changedDaily * (0.5 + random())));
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
