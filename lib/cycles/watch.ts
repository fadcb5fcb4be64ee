import type { Clock } from '../graph/clock';
import type { LogEntry } from '../graph/logs/logEntry';
import type { State } from '../ingestion/checkpoint';
import { deletePersonalData } from '../ingestion/feed/changeState';
import { type Ingestion, ingestionAt } from '../ingestion/ingestion';
import { type Baseline, indexIn, isGivenUp, outcomes as knownOutcomes, minutesOf } from '../ingestion/people/baseline';
import { personHash } from '../ingestion/people/people';
import { changeBaseline, peopleKey, readBaseline } from '../ingestion/people/store';
import { type PendingOutcomes, readPendingOutcomes } from '../ingestion/reports/pendingOutcomes';
import type { Storage } from '../ingestion/storage/connect';
import { readJsonLines, writeJsonLines } from '../ingestion/storage/jsonLines';
import { type Answer, type Answers, addAnswer, answerOf } from './answer';
import { type Outcome, outcomesOf, plannedOf } from './outcomes';
import { writeOutcomes } from './outcomesFile';

/** Whoever reads a job's log tells what it reads, and in the end that it was all. */
export interface Watch {
  see(entries: readonly LogEntry[]): void;
  /** Writes what is new of outcomes, and notes in the feeds' baselines who failed. */
  done(): Promise<void>;
}

export interface WatchOptions {
  storage: Storage;
  clock: Clock;
}

/**
 * Entra answers within minutes, or tries again within a day; who has no answer by then is told as such. Until then a newer
 * answer replaces an older one, which may have been about what was sent before.
 */
const patience = 48 * 60 * 60 * 1000;

interface Waiting {
  ingestion: Ingestion;
  awaited: PendingOutcomes;
}

/** Matches a job's log entries with the people of the ingestions that wait for answers; `undefined` when none does. */
export async function watchOutcomes(
  jobId: string,
  feeds: readonly string[],
  options: WatchOptions,
): Promise<Watch | undefined> {
  const { storage } = options;
  const waiting: Waiting[] = [];
  for (const feed of feeds) {
    for (const [id, awaited] of Object.entries(await readPendingOutcomes(feed, storage))) {
      if (awaited.jobId === jobId) waiting.push({ ingestion: ingestionAt(feed, id, awaited, storage), awaited });
    }
  }
  if (waiting.length === 0) return undefined;
  const key = await peopleKey(storage);
  const earliest = Math.min(...waiting.map(({ awaited }) => awaited.since));
  const heard: Answers = new Map();
  return {
    see(entries) {
      for (const entry of entries) {
        if (entry.sourceId === '' || Date.parse(entry.activityDateTime) < earliest) continue;
        addAnswer(heard, personHash(entry.sourceId, key), answerOf(entry));
      }
    },
    async done() {
      const errors: unknown[] = [];
      for (const one of waiting)
        await tellOutcomes(one, heard, key, options).catch((error: unknown) => errors.push(error));
      if (errors.length > 0) throw errors[0]; // once the others are told
    },
  };
}

const answersPath = ({ folder }: Ingestion): string => `${folder}/answers`;

/** The answers that an ingestion's people had so far, and now. */
async function allAnswers(
  { ingestion, awaited }: Waiting,
  heard: Answers,
): Promise<{ answers: Answers; grew: boolean }> {
  const answers: Answers = new Map();
  const lines = readJsonLines<[string, Answer]>(ingestion.storage.state, answersPath(ingestion));
  for await (const [person, answer] of lines) answers.set(BigInt(person), answer);
  let grew = false;
  for (const [person, answer] of heard) {
    if (answer.time >= awaited.since && addAnswer(answers, person, answer)) grew = true;
  }
  return { answers, grew };
}

/** An ingestion in one of these states was not sent to its end. */
const endsEarly: readonly State[] = ['failed', 'rejected', 'superseded'];

async function tellOutcomes(waiting: Waiting, heard: Answers, key: string, { storage, clock }: WatchOptions) {
  const { ingestion, awaited } = waiting;
  const planned = await plannedOf(ingestion);
  const isForgotten =
    planned !== undefined && endsEarly.includes(planned.state) && clock.now() - awaited.since >= patience;
  if (planned === undefined || isForgotten) return await deletePersonalData(ingestion);
  const { answers, grew } = await allAnswers(waiting, heard);
  const late = awaited.acceptedAt !== undefined && clock.now() - awaited.acceptedAt >= patience;
  const rows = () => outcomesOf({ ...planned, answers, key });
  const { counts, own } = await countOutcomes(rows, answers, key);
  const isAnybodySent = [...counts.keys()].some((outcome) => outcome !== 'rejected' && outcome !== 'unchanged');
  const final = late || (awaited.acceptedAt !== undefined && !isAnybodySent);
  if (grew || final) {
    if (awaited.acceptedAt !== undefined) await noteAnswers(ingestion.feed, own, storage);
    const baseline = await readBaseline(ingestion.feed, storage);
    await writeOutcomes(ingestion, {
      counts,
      rows,
      delimiter: planned.plan.delimiter,
      final,
      isGivenUp: (externalId) => isGivenUpIn(baseline, personHash(externalId, key)),
    });
  }
  if (final) await deletePersonalData(ingestion);
  else if (grew) await writeJsonLines(storage.state.getBlockBlobClient(answersPath(ingestion)), linesOf(own));
}

/** Counts outcomes, and keeps the answers of the ingestion's own people alone. */
async function countOutcomes(rows: () => ReturnType<typeof outcomesOf>, answers: Answers, key: string) {
  const counts = new Map<Outcome, number>();
  const own: Answers = new Map();
  for await (const { outcome, externalId, answer } of rows()) {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (answer === undefined) continue;
    const person = personHash(externalId, key);
    own.set(person, answers.get(person) ?? answer);
  }
  return { counts, own };
}

async function* linesOf(answers: Answers): AsyncGenerator<[string, Answer]> {
  for (const [person, answer] of answers) yield [String(person), answer];
}

function isGivenUpIn(baseline: Baseline | undefined, person: bigint): boolean {
  const index = baseline === undefined ? -1 : indexIn(baseline, person);
  return baseline !== undefined && index >= 0 && isGivenUp(baseline, index);
}

/** Notes what became of people since they were sent last: the feed's next file sends those who failed again. */
async function noteAnswers(feed: string, answers: Answers, storage: Storage): Promise<void> {
  await changeBaseline(feed, storage, (baseline) => {
    if (baseline === undefined) return undefined;
    let changed = false;
    for (const [person, { outcome, time }] of answers) {
      const index = indexIn(baseline, person);
      const code = knownOutcomes.indexOf(outcome);
      if (index < 0 || minutesOf(time) < (baseline.sentAt[index] ?? 0) || baseline.outcomes[index] === code) continue;
      baseline.outcomes[index] = code;
      changed = true;
    }
    return changed ? baseline : undefined;
  });
}
