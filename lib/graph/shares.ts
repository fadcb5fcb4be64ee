import { longestTrip } from './slidingWindow';

/** For so long a share holds, and so long is the window in which Entra counts a burst, in milliseconds. */
export const burst = 5000;

/** So long after its end the last calls of a block can still be in a window with others. */
const afterwards = burst + longestTrip;

/** Whoever waits asks about once a second; one not heard of for so long is gone. */
const gone = 10_000;

/** One uploader makes at most `share` calls in any 5 seconds, those counted that start before `until`. */
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

export interface ShareWish {
  owner: string;
  wants: number;
  limit: number;
}

/** What is still of meaning. */
export const currentShares = ({ blocks, waiting }: Shares, now: number): Shares => ({
  blocks: blocks.filter(({ until }) => until + afterwards > now),
  waiting: waiting.filter(({ seen }) => seen + gone > now),
});

/**
 * The calls in 5 seconds that an uploader may make, 0 when it must wait: what it wants while nobody lacks anything, its
 * fair part otherwise; with more uploaders than calls, those who waited longest.
 */
export function shareOf({ blocks, waiting }: Shares, { owner, wants, limit }: ShareWish): number {
  const others = waiting.filter((other) => other.owner !== owner);
  const uploaders = uploadersOf({ blocks, waiting }, owner);
  const held = (of: string): number =>
    Math.max(0, ...blocks.flatMap((block) => (block.owner === of ? block.share : [])));
  const room = [...uploaders].reduce((left, other) => (other === owner ? left : left - held(other)), limit);
  const place = waiting.findIndex((other) => other.owner === owner);
  const before = place < 0 ? waiting : waiting.slice(0, place);
  const ahead = uploaders.size > limit ? before.filter((other) => held(other.owner) === 0).length : 0;
  const unmet = others.reduce((sum, other) => sum + Math.max(0, other.wants - held(other.owner)), 0);
  const most = Math.max(fairPart(uploaders.size, limit), room - unmet);
  return Math.max(0, Math.min(wants, room - ahead, most));
}

const uploadersOf = ({ blocks, waiting }: Shares, owner: string): Set<string> =>
  new Set([owner, ...[...blocks, ...waiting].map((other) => other.owner)]);

const fairPart = (uploaders: number, limit: number): number => Math.max(1, Math.floor(limit / uploaders));

/** Notes the share that an uploader was given; one with less than its fair part keeps its place among those who wait. */
export function withShare(shares: Shares, { owner, wants, limit }: ShareWish, share: number, now: number): Shares {
  const until = now + burst;
  const uploaders = uploadersOf(shares, owner);
  const blocks = shares.blocks.filter((block) => block.owner !== owner || block.share > share || block.until > until);
  const served = share >= Math.min(wants, fairPart(uploaders.size, limit));
  return {
    blocks: share > 0 ? [...blocks, { owner, share, until }] : blocks,
    waiting: served ? withoutOwner(shares.waiting, owner) : waitingFor(shares.waiting, { owner, wants, seen: now }),
  };
}

export const withoutOwner = (waiting: readonly Waiting[], owner: string): Waiting[] =>
  waiting.filter((other) => other.owner !== owner);

const waitingFor = (waiting: readonly Waiting[], wish: Waiting): Waiting[] =>
  waiting.some(({ owner }) => owner === wish.owner)
    ? waiting.map((other) => (other.owner === wish.owner ? wish : other))
    : [...waiting, wish];
