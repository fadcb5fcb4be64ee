import type { Clock } from '../graph/clock';
import type { LogEntry } from '../graph/logs/logEntry';
import type { Outcome } from '../graph/logs/vocabulary';
import { rebuildReport } from '../ingestion/feed/attempts';
import { deletePersonalData, type StateChangeOptions } from '../ingestion/feed/changeState';
import { type Ingestion, ingestionAt } from '../ingestion/ingestion';
import { hasFailedTooOften } from '../ingestion/people/due';
import { exactPersonKey, personKey } from '../ingestion/people/person';
import { createStoreFinder, minutesOf, type PeopleStore } from '../ingestion/people/store';
import { findPeopleKey, readPeople } from '../ingestion/people/storeBlob';
import { findUnanswered } from '../ingestion/people/unanswered';
import { type PendingOutcomes, readPendingOutcomes } from '../ingestion/reports/pendingOutcomes';
import { isComplete, isEnded } from '../ingestion/states';
import type { Storage } from '../ingestion/storage/connect';
import { readJsonLines, writeJsonLines } from '../ingestion/storage/jsonLines';
import { type Answer, type Answers, addAnswer, createAnswer } from './answer';
import { listOutcomes, loadOutcomesInput } from './outcomes';
import { writeOutcomes } from './outcomesCsv';
import { recordAnswers } from './recordAnswers';

/** Collects a job's log entries and writes the outcomes of the people who were sent. */
export interface OutcomeTracker {
  add(entries: readonly LogEntry[]): void;
  /** Writes new outcomes to `outcomes.csv` and to the feeds' people stores. */
  finish(): Promise<void>;
}

export interface TrackerOptions {
  storage: Storage;
  clock: Clock;
  /** Writes the report as a page for people. */
  savePage?: StateChangeOptions['savePage'];
}

/**
 * How long to wait for answers, in milliseconds. Entra answers within minutes or tries again within
 * a day. Until then a newer answer replaces an older one, which can be about an earlier upload.
 */
const maxWait = 48 * 60 * 60 * 1000;

interface WaitingIngestion {
  ingestion: Ingestion;
  awaited: PendingOutcomes;
}

/**
 * Creates the tracker of a job: it matches log entries with the people of the ingestions that wait
 * for answers. Returns `undefined` when nobody was ever sent.
 */
export async function createOutcomeTracker(
  jobId: string,
  feeds: readonly string[],
  options: TrackerOptions,
): Promise<OutcomeTracker | undefined> {
  const { storage } = options;
  const waiting: WaitingIngestion[] = [];
  for (const feed of feeds) {
    for (const [id, awaited] of Object.entries(await readPendingOutcomes(feed, storage))) {
      if (awaited.jobId === jobId) waiting.push({ ingestion: ingestionAt(feed, id, awaited, storage), awaited });
    }
  }
  const key = await findPeopleKey(storage);
  if (key === undefined) return undefined;
  const newAnswers: Answers = new Map();
  const exactKeys = new Map<bigint, bigint>();
  let newestEntry = 0;
  return {
    add(entries) {
      for (const entry of entries) {
        newestEntry = Math.max(newestEntry, Date.parse(entry.activityDateTime));
        if (entry.sourceId === '') continue;
        const person = personKey(entry.sourceId, key);
        exactKeys.set(person, exactPersonKey(entry.sourceId, key));
        addAnswer(newAnswers, person, createAnswer(entry));
      }
    },
    async finish() {
      const errors: unknown[] = [];
      for (const one of waiting)
        await updateOutcomes(one, { newAnswers, exactKeys, key }, options).catch((error: unknown) =>
          errors.push(error),
        );
      for (const feed of feeds) {
        const now = options.clock.now();
        await recordAnswers(feed, storage, { answers: newAnswers, exactKeys, newestEntry, now });
      }
      if (errors.length > 0) throw errors[0]; // after all ingestions and feeds
    },
  };
}

const answersPath = ({ folder }: Ingestion): string => `${folder}/answers`;

/** Merges the saved answers about an ingestion's people with the new ones. */
async function mergeAnswers(
  { ingestion, awaited }: WaitingIngestion,
  newAnswers: Answers,
): Promise<{ answers: Answers; grew: boolean }> {
  const answers: Answers = new Map();
  const lines = readJsonLines<[string, Answer]>(ingestion.storage.state, answersPath(ingestion));
  for await (const [person, answer] of lines) answers.set(BigInt(person), answer);
  let grew = false;
  for (const [person, answer] of newAnswers) {
    if (answer.time >= awaited.since && addAnswer(answers, person, answer)) grew = true;
  }
  return { answers, grew };
}

async function updateOutcomes(
  waiting: WaitingIngestion,
  { newAnswers, exactKeys, key }: { newAnswers: Answers; exactKeys: ReadonlyMap<bigint, bigint>; key: string },
  options: TrackerOptions,
) {
  const { storage, clock } = options;
  const { ingestion, awaited } = waiting;
  const input = await loadOutcomesInput(ingestion);
  const isExpired =
    input !== undefined && isEnded(input) && !isComplete(input) && clock.now() - awaited.since >= maxWait;
  if (input === undefined || isExpired) return await deletePersonalData(ingestion);
  const { answers, grew } = await mergeAnswers(waiting, newAnswers);
  const late = awaited.acceptedAt !== undefined && clock.now() - awaited.acceptedAt >= maxWait;
  const rows = () => listOutcomes({ ...input, answers, key });
  const { counts, own } = await countOutcomes(rows, answers, key);
  const hasSentPeople = [...counts.keys()].some((outcome) => outcome !== 'rejected' && outcome !== 'unchanged');
  const final = late || (awaited.acceptedAt !== undefined && !hasSentPeople);
  // also without new answers: the store may have these people only since the ingestion ended
  await recordAnswers(ingestion.feed, storage, { answers: own, exactKeys, newestEntry: 0, now: clock.now() });
  if (grew || final) {
    const isGivenUp = await createGivenUpCheck(ingestion.feed, key, options);
    await writeOutcomes(ingestion, {
      counts,
      rows,
      delimiter: input.plan.delimiter,
      final,
      isGivenUp,
    });
    await options.savePage?.(ingestion, await rebuildReport(ingestion));
  }
  if (final) await deletePersonalData(ingestion);
  else if (grew) await writeJsonLines(storage.state.getBlockBlobClient(answersPath(ingestion)), createLines(own));
}

/** Counts outcomes and selects the answers about the ingestion's own people. */
async function countOutcomes(rows: () => ReturnType<typeof listOutcomes>, answers: Answers, key: string) {
  const counts = new Map<Outcome, number>();
  const own: Answers = new Map();
  for await (const { outcome, externalId, answer } of rows()) {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (answer === undefined) continue;
    const person = personKey(externalId, key);
    own.set(person, answers.get(person) ?? answer);
  }
  return { counts, own };
}

async function* createLines(answers: Answers): AsyncGenerator<[string, Answer]> {
  for (const [person, answer] of answers) yield [String(person), answer];
}

/** Creates the check whether a person failed or had no answer so often that retries stopped. */
async function createGivenUpCheck(
  feed: string,
  key: string,
  { storage, clock }: TrackerOptions,
): Promise<(externalId: string) => boolean> {
  const store: PeopleStore = await readPeople(feed, storage);
  const find = createStoreFinder(store);
  const unanswered = findUnanswered(store, minutesOf(clock.now()));
  return (externalId) => {
    const index = find(personKey(externalId, key), () => exactPersonKey(externalId, key));
    return index >= 0 && (hasFailedTooOften(store, index) || unanswered.isUnansweredTooOften(index));
  };
}
