import type { GraphClient } from '../graph/client/client';
import { callsInLast24Hours } from '../graph/limits/quota';
import { readJobState } from '../graph/provisioning/jobs';
import { type Checkpoint, readCheckpoint } from '../ingestion/checkpoint';
import { readFeed } from '../ingestion/feed/feedState';
import { fileTimeOf, ingestionAt } from '../ingestion/ingestion';
import { listNewestReports } from '../ingestion/reports/newestReports';
import type { Report } from '../ingestion/reports/report';
import { factsOf, needsDecision } from '../ingestion/states';
import type { Storage } from '../ingestion/storage/connect';
import { readLedger } from '../ingestion/storage/quotaLedger';
import type { Mapping } from '../mapping/file/parse';
import { type IgnoredBlob, listIgnoredBlobs } from './ignoredBlobs';

/** The state of a file. */
export interface FileStatus extends Pick<Report, 'ingestionId' | 'blob' | 'state' | 'reasons' | 'records'> {
  /** When it arrived, or was written last, ISO 8601. */
  fileTime: string;
  /** When its next attempt comes, ISO 8601; `null` when nothing is scheduled. */
  next: string | null;
  /** The commands that decide about it. */
  commands: string[];
}

export interface FeedStatus {
  feed: string;
  /** `null` when no file of the feed was ever read. */
  newest: FileStatus | null;
  /** Files that need a person's decision. */
  held: FileStatus[];
  /** The other unfinished files: they continue automatically. */
  waiting: FileStatus[];
  /** `null` when it is not known. */
  job: { jobId: string; code: string; quarantineReason: string | null } | null;
}

export interface Status {
  feeds: FeedStatus[];
  quota: { callsInLast24Hours: number; callsPerDay: number };
  /** Blobs of the inbox that no feed reads: at most 20. */
  ignored: IgnoredBlob[];
}

export interface StatusOptions {
  feeds: readonly string[];
  /** All mapping files; none where they are not known, and then no blob counts as ignored. */
  mappings: readonly Mapping[];
  storage: Storage;
  callsPerDay: number;
  /** Milliseconds since 1970. */
  now: number;
  /** Reads the job's state; without it, that is not known. */
  graph: GraphClient | undefined;
}

/** Reads the state of each feed. Writes nothing. */
export async function readStatus({
  feeds,
  mappings,
  storage,
  callsPerDay,
  now,
  graph,
}: StatusOptions): Promise<Status> {
  const statuses: FeedStatus[] = [];
  for (const feed of feeds) statuses.push(await readFeedStatus(feed, storage, graph));
  return {
    feeds: statuses,
    quota: { callsInLast24Hours: callsInLast24Hours(await readLedger(storage), now), callsPerDay },
    ignored: mappings.length === 0 ? [] : await listIgnoredBlobs(mappings, storage),
  };
}

async function readFeedStatus(feed: string, storage: Storage, graph: GraphClient | undefined): Promise<FeedStatus> {
  const { open, accepted } = await readFeed(feed, storage);
  const [newest] = await listNewestReports(feed, storage);
  const files: FileStatus[] = [];
  for (const [id, identity] of Object.entries(open)) {
    const ingestion = ingestionAt(feed, id, identity, storage);
    const report = await readWholeReport(id, feed, storage);
    if (report !== undefined) files.push(statusOf(report, await readCheckpoint(ingestion)));
  }
  const own = files.find(({ ingestionId }) => ingestionId === newest?.ingestionId);
  return {
    feed,
    newest: own ?? (newest === undefined ? null : statusOf(newest, undefined)),
    held: files.filter(needsDecision),
    waiting: files.filter((file) => !needsDecision(file)),
    job: accepted === undefined || graph === undefined ? null : await readJob(accepted.job, graph),
  };
}

const readWholeReport = async (id: string, feed: string, storage: Storage): Promise<Report | undefined> =>
  (await listNewestReports(feed, storage, id))[0];

async function readJob(job: Parameters<typeof readJobState>[1], graph: GraphClient): Promise<FeedStatus['job']> {
  const { code, quarantineReason } = await readJobState(graph, job);
  return { jobId: job.jobId, code, quarantineReason: quarantineReason ?? null };
}

function statusOf(report: Report, checkpoint: Pick<Checkpoint, 'due'> | undefined): FileStatus {
  const { ingestionId, blob, state, reasons, records } = report;
  return {
    ingestionId,
    blob,
    state,
    reasons,
    records,
    fileTime: fileTimeOf(ingestionId),
    next: checkpoint?.due ?? null,
    commands: factsOf(report).commands.map((command) => `npx csv2scim ${command} ${ingestionId}`),
  };
}
