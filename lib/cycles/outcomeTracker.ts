import type { Clock } from '../graph/clock';
import type { LogEntry } from '../graph/logs/logEntry';
import type { Outcome } from '../graph/logs/vocabulary';
import type { State } from '../ingestion/checkpoint';
import { deletePersonalData } from '../ingestion/feed/changeState';
import { type Ingestion, ingestionAt } from '../ingestion/ingestion';
import { exactPersonKey, personKey } from '../ingestion/people/person';
import { findSilence } from '../ingestion/people/silence';
import { createStoreFinder, isGivenUp, minutesOf, type PeopleStore } from '../ingestion/people/store';
import { findPeopleKey, readPeople } from '../ingestion/people/storeBlob';
import { type PendingOutcomes, readPendingOutcomes } from '../ingestion/reports/pendingOutcomes';
import type { Storage } from '../ingestion/storage/connect';
import { readJsonLines, writeJsonLines } from '../ingestion/storage/jsonLines';
import { type Answer, type Answers, addAnswer, createAnswer } from './answer';
import { listOutcomes, loadOutcomesInput } from './outcomes';
import { writeOutcomes } from './outcomesCsv';
import { recordAnswers } from './recordAnswers';

/** Whoever reads a job's log tells what it reads, and in the end that it was all. */
export interface OutcomeTracker {
  see(entries: readonly LogEntry[]): void;
  /** Writes what is new of outcomes, and notes in the feeds' people stores what became of whom. */
  done(): Promise<void>;
}

export interface TrackerOptions {
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
export async function createOutcomeTracker(
  jobId: string,
  feeds: readonly string[],
  options: TrackerOptions,
): Promise<OutcomeTracker | undefined> {
  const { storage } = options;
  const waiting: Waiting[] = [];
  for (const feed of feeds) {
    for (const [id, awaited] of Object.entries(await readPendingOutcomes(feed, storage))) {
      if (awaited.jobId === jobId) waiting.push({ ingestion: ingestionAt(feed, id, awaited, storage), awaited });
    }
  }
  const key = await findPeopleKey(storage);
  if (key === undefined) return undefined; // nobody was ever sent
  const heard: Answers = new Map();
  const exactKeys = new Map<bigint, bigint>();
  let newestEntry = 0;
  return {
    see(entries) {
      for (const entry of entries) {
        newestEntry = Math.max(newestEntry, Date.parse(entry.activityDateTime));
        if (entry.sourceId === '') continue;
        const person = personKey(entry.sourceId, key);
        exactKeys.set(person, exactPersonKey(entry.sourceId, key));
        addAnswer(heard, person, createAnswer(entry));
      }
    },
    async done() {
      const errors: unknown[] = [];
      for (const one of waiting)
        await tellOutcomes(one, { heard, exactKeys, key }, options).catch((error: unknown) => errors.push(error));
      for (const feed of feeds) {
        const now = options.clock.now();
        await recordAnswers(feed, storage, { answers: heard, exactKeys, newestEntry, now });
      }
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

async function tellOutcomes(
  waiting: Waiting,
  { heard, exactKeys, key }: { heard: Answers; exactKeys: ReadonlyMap<bigint, bigint>; key: string },
  options: TrackerOptions,
) {
  const { storage, clock } = options;
  const { ingestion, awaited } = waiting;
  const planned = await loadOutcomesInput(ingestion);
  const isForgotten =
    planned !== undefined && endsEarly.includes(planned.state) && clock.now() - awaited.since >= patience;
  if (planned === undefined || isForgotten) return await deletePersonalData(ingestion);
  const { answers, grew } = await allAnswers(waiting, heard);
  const late = awaited.acceptedAt !== undefined && clock.now() - awaited.acceptedAt >= patience;
  const rows = () => listOutcomes({ ...planned, answers, key });
  const { counts, own } = await countOutcomes(rows, answers, key);
  const isAnybodySent = [...counts.keys()].some((outcome) => outcome !== 'rejected' && outcome !== 'unchanged');
  const final = late || (awaited.acceptedAt !== undefined && !isAnybodySent);
  // also without news: the store may know these people since the ingestion's end alone
  await recordAnswers(ingestion.feed, storage, { answers: own, exactKeys, newestEntry: 0, now: clock.now() });
  if (grew || final) {
    const isGivenUp = await createGivenUpCheck(ingestion.feed, key, options);
    await writeOutcomes(ingestion, {
      counts,
      rows,
      delimiter: planned.plan.delimiter,
      final,
      isGivenUp,
    });
  }
  if (final) await deletePersonalData(ingestion);
  else if (grew) await writeJsonLines(storage.state.getBlockBlobClient(answersPath(ingestion)), linesOf(own));
}

/** Counts outcomes, and keeps the answers of the ingestion's own people alone. */
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

async function* linesOf(answers: Answers): AsyncGenerator<[string, Answer]> {
  for (const [person, answer] of answers) yield [String(person), answer];
}

/** Tells who failed, or had no answer, so often that they are not sent again by themselves. */
async function createGivenUpCheck(
  feed: string,
  key: string,
  { storage, clock }: TrackerOptions,
): Promise<(externalId: string) => boolean> {
  const store: PeopleStore = await readPeople(feed, storage);
  const find = createStoreFinder(store);
  const silence = findSilence(store, minutesOf(clock.now()));
  return (externalId) => {
    const place = find(personKey(externalId, key), () => exactPersonKey(externalId, key));
    return place >= 0 && (isGivenUp(store, place) || silence.isGivenUp(place));
  };
}
