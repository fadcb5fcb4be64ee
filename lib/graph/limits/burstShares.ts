import { longestTrip } from './slidingWindow';

/** How long a share is valid, and the length of Entra's burst window, in milliseconds. */
export const burstWindow = 5000;

/** How long the calls of an ended block still count, in milliseconds. */
const blockExpiry = burstWindow + longestTrip;

/**
 * A waiting uploader asks about once a second. One that has not asked for this long, in
 * milliseconds, is gone.
 */
const waitingExpiry = 10_000;

/**
 * One uploader makes at most `share` calls in any 5 seconds, those counted that start before
 * `until`.
 */
export interface Block {
  owner: string;
  share: number;
  /** Milliseconds since 1970. */
  until: number;
}

/** An uploader with less than its fair part. */
export interface Waiting {
  owner: string;
  /** The calls in 5 seconds that it has a use for. */
  wants: number;
  /** When it asked last, milliseconds since 1970. */
  seen: number;
}

/** How the burst limit is shared out. */
export interface Shares {
  blocks: Block[];
  /** Whoever waits longest comes first. */
  waiting: Waiting[];
}

export interface ShareRequest {
  owner: string;
  wants: number;
  limit: number;
}

/** Drops expired blocks, and waiting uploaders that are gone. */
export const pruneShares = ({ blocks, waiting }: Shares, now: number): Shares => ({
  blocks: blocks.filter(({ until }) => until + blockExpiry > now),
  waiting: waiting.filter(({ seen }) => seen + waitingExpiry > now),
});

/**
 * The calls in 5 seconds that an uploader may make. When all demands fit, that is its demand;
 * otherwise a fair part. With more uploaders than calls, those who waited longest come first. 0
 * means: wait.
 */
export function computeShare({ blocks, waiting }: Shares, { owner, wants, limit }: ShareRequest): number {
  const others = waiting.filter((other) => other.owner !== owner);
  const uploaders = uploadersOf({ blocks, waiting }, owner);
  const held = (of: string): number =>
    Math.max(0, ...blocks.flatMap((block) => (block.owner === of ? block.share : [])));
  const room = [...uploaders].reduce((left, other) => (other === owner ? left : left - held(other)), limit);
  const place = waiting.findIndex((other) => other.owner === owner);
  const before = place < 0 ? waiting : waiting.slice(0, place);
  const ahead = uploaders.size > limit ? before.filter((other) => held(other.owner) === 0).length : 0;
  const unmet = others.reduce((sum, other) => sum + Math.max(0, other.wants - held(other.owner)), 0);
  const most = Math.max(fairShare(uploaders.size, limit), room - unmet);
  return Math.max(0, Math.min(wants, room - ahead, most));
}

const uploadersOf = ({ blocks, waiting }: Shares, owner: string): Set<string> =>
  new Set([owner, ...[...blocks, ...waiting].map((other) => other.owner)]);

const fairShare = (uploaders: number, limit: number): number => Math.max(1, Math.floor(limit / uploaders));

/**
 * Notes the share that an uploader was given; one with less than its fair part keeps its place
 * among those who wait.
 */
export function addShare(shares: Shares, { owner, wants, limit }: ShareRequest, share: number, now: number): Shares {
  const until = now + burstWindow;
  const uploaders = uploadersOf(shares, owner);
  const blocks = shares.blocks.filter((block) => block.owner !== owner || block.share > share || block.until > until);
  const served = share >= Math.min(wants, fairShare(uploaders.size, limit));
  return {
    blocks: share > 0 ? [...blocks, { owner, share, until }] : blocks,
    waiting: served ? removeOwner(shares.waiting, owner) : addWaiting(shares.waiting, { owner, wants, seen: now }),
  };
}

export const removeOwner = (waiting: readonly Waiting[], owner: string): Waiting[] =>
  waiting.filter((other) => other.owner !== owner);

const addWaiting = (waiting: readonly Waiting[], request: Waiting): Waiting[] =>
  waiting.some(({ owner }) => owner === request.owner)
    ? waiting.map((other) => (other.owner === request.owner ? request : other))
    : [...waiting, request];
