import type { Feed } from './feeds';

/** What became of a file, times in milliseconds since 1970. */
export interface FileStory {
  dropped: number;
  /** When its last request was accepted … */
  finished?: number;
  /** … or when a newer file took its place. */
  superseded?: number;
  /** The requests of its plan, once it is made; those of them that Graph accepted. */
  requests?: number;
  settled: number;
}

export interface FeedStory {
  feed: Feed;
  files: FileStory[];
  /** From when until when it had calls to make, and was neither refused nor done. */
  sending: [from: number, to: number][];
  /** How often it was told that the day's calls are spent. */
  refusals: number;
}
