import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import type { Reason } from '../checkpoint';
import type { Identity, Ingestion } from '../ingestion';
import type { EndState } from '../states';
import type { Storage } from '../storage/connect';
import { openStateStore } from '../storage/stateStore';

/** What was read under which mapping: a release holds for exactly that. */
export interface ContentKey {
  sha256: string;
  mappingHash: string;
  /** For which it was read, where the mapping depends on the date. */
  day?: string | undefined;
}

/**
 * What is known of a feed beyond its single ingestions: one document, so that each decision about
 * their order is one write.
 */
export interface FeedState {
  /** The ingestions that have not ended, by id. Whoever is not among them sends nothing. */
  open: Readonly<Record<string, Identity>>;
  /** Those of them that are to end as soon as no worker is at work on them, by id. */
  stopping?: Readonly<Record<string, StopRequest>>;
  /**
   * The newest version of `full` content that passed inspection and safeguards: older ones are
   * superseded.
   */
  newest?: Identity & { id: string };
  /** The last accepted ingestion. */
  accepted?: ContentKey & { ingestionId: string; job: ProvisioningJob };
  /** Ingestions that began to send since the last was accepted, by id. */
  sentSince?: readonly string[];
  /** Ingestions that have begun to send, and whose people the store does not know as sent yet. */
  unmoved?: readonly string[];
  /** What somebody released, and for which ingestion. A release exempts a file from every safeguard. */
  released: readonly (ContentKey & { ingestionId: string })[];
  /**
   * New people who are sent although their user name is that of somebody who is gone, by their
   * keys, hex.
   */
  decided?: readonly string[];
  /** The newest accepted or unchanged ingestion of a mapping that depends on the date. */
  dated?: DatedFile;
}

export interface DatedFile extends Identity {
  id: string;
  /** The next date that changes who is active; none when nothing is to come. */
  next?: string | undefined;
  /** The date on which `HrFileMissing` was sent. */
  toldMissing?: string | undefined;
}

/** How an ingestion is to end, unless its whole plan was accepted before. */
export interface StopRequest {
  state: EndState;
  reasons: readonly Reason[];
}

const newFeed: FeedState = { open: {}, released: [] };

export async function readFeed(feed: string, storage: Storage): Promise<FeedState> {
  return (await openStateStore(feed, storage).read<FeedState>('feed')) ?? newFeed;
}

export function updateFeed(
  feed: string,
  storage: Storage,
  change: (current: FeedState) => FeedState,
): Promise<FeedState> {
  return openStateStore(feed, storage).update<FeedState>('feed', (current = newFeed) => change(current));
}

/** Whether an ingestion comes before another: by last-modified, then path, then day. */
export function isOlder(one: Identity, other: Identity): boolean {
  if (one.lastModified !== other.lastModified) return one.lastModified < other.lastModified;
  if (one.path !== other.path) return one.path < other.path;
  return (one.day ?? '') < (other.day ?? '');
}

export const addOpenIngestion = (feed: FeedState, id: string, identity: Identity): FeedState =>
  Object.hasOwn(feed.open, id) ? feed : { ...feed, open: { ...feed.open, [id]: identity } };

function removeOpenIngestion(feed: FeedState, id: string): FeedState {
  if (!Object.hasOwn(feed.open, id)) return feed;
  const { [id]: _, ...open } = feed.open;
  const { [id]: __, ...stopping } = feed.stopping ?? {};
  return { ...feed, open, stopping };
}

/**
 * The feed after an ingestion has ended. When the newest file was discarded or failed, the dates of
 * the last accepted one count again.
 */
export function removeEnded(feed: FeedState, id: string, isComplete: boolean): FeedState {
  const next = removeOpenIngestion(feed, id);
  const { newest, dated } = next;
  if (isComplete || newest?.id !== id || dated === undefined) return next;
  const { next: _, toldMissing: __, ...file } = dated;
  return { ...next, newest: file };
}

/** The feed after somebody asked for the end of an ingestion; the first request counts. */
export const requestStop = (feed: FeedState, id: string, request: StopRequest): FeedState =>
  Object.hasOwn(feed.open, id) && !hasStopRequest(feed, id)
    ? { ...feed, stopping: { ...feed.stopping, [id]: request } }
    : feed;

export const hasStopRequest = ({ stopping = {} }: FeedState, id: string): boolean => Object.hasOwn(stopping, id);

export const removeRelease = (feed: FeedState, id: string): FeedState => ({
  ...feed,
  released: feed.released.filter(({ ingestionId }) => ingestionId !== id),
});

export const isReleased = ({ released }: FeedState, content: ContentKey): boolean =>
  released.some(
    ({ sha256, mappingHash, day }) =>
      sha256 === content.sha256 && mappingHash === content.mappingHash && day === content.day,
  );

/** Whether a person released this file under this mapping. */
export const isFileReleased = async (
  { feed, storage, mappingHash, day }: Ingestion,
  { sha256 }: Pick<ContentKey, 'sha256'>,
): Promise<boolean> => isReleased(await readFeed(feed, storage), { sha256, mappingHash, day });

/** The feed once an ingestion begins to send. */
export const addSender = (feed: FeedState, id: string): FeedState => ({
  ...feed,
  sentSince: [...new Set([...(feed.sentSince ?? []), id])],
  unmoved: [...new Set([...(feed.unmoved ?? []), id])],
});

/** The feed when Entra was given nothing of it. */
export const removeSender = (feed: FeedState, id: string): FeedState => ({
  ...removeUnmoved(feed, id),
  sentSince: (feed.sentSince ?? []).filter((sender) => sender !== id),
});

/** The feed once the store knows what an ingestion has sent. */
export const removeUnmoved = (feed: FeedState, id: string): FeedState =>
  feed.unmoved?.includes(id) ? { ...feed, unmoved: feed.unmoved.filter((other) => other !== id) } : feed;

/**
 * The feed after an ingestion was accepted: releases of files that are still to come stay, and
 * decisions that it did not follow.
 */
export const setAccepted = (
  feed: FeedState,
  accepted: NonNullable<FeedState['accepted']>,
  followed: readonly string[] = [],
): FeedState => ({
  ...feed,
  accepted,
  sentSince: [],
  decided: (feed.decided ?? []).filter((person) => !followed.includes(person)),
  released: feed.released.filter(
    ({ ingestionId }) => ingestionId !== accepted.ingestionId && Object.hasOwn(feed.open, ingestionId),
  ),
});

/**
 * Whether an ingestion may still send: neither ended by another, nor older than one of `full`
 * content that passed.
 */
export const canSend = (feed: FeedState, { id }: Ingestion): boolean => {
  const { open, newest } = feed;
  const own = Object.hasOwn(open, id) && !hasStopRequest(feed, id) ? open[id] : undefined;
  return own !== undefined && (newest === undefined || !isOlder(own, newest));
};

/** Whether nobody, or nobody but one ingestion, began to send since the last was accepted. */
const hasNoOtherSender = ({ sentSince = [] }: Pick<FeedState, 'sentSince'>, but?: string): boolean =>
  sentSince.every((id) => id === but);

/**
 * Whether the feed's last accepted ingestion said the same to the same job, and nothing was sent
 * since, and no date has come since that changes who is active.
 */
export const isUnchanged = (feed: FeedState, { day = '', ...content }: ContentKey, job: ProvisioningJob): boolean =>
  feed.accepted !== undefined &&
  hasNoOtherSender(feed) &&
  feed.accepted.sha256 === content.sha256 &&
  feed.accepted.mappingHash === content.mappingHash &&
  isSameJob(feed.accepted.job, job) &&
  (feed.dated?.next === undefined || day < feed.dated.next);

export const isSameJob = (one: ProvisioningJob, other: ProvisioningJob): boolean =>
  one.servicePrincipalId === other.servicePrincipalId && one.jobId === other.jobId;
