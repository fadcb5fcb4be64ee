import type { Feed } from './feeds';

/** What became of a file, times in milliseconds since 1970. */
export interface FileHistory {
  dropped: number;
  /** How many people wait for what this file was the first to say. */
  waiting: number;
  /** When the last of these people was sent, by this file or a newer one. */
  delivered?: number;
  /** When its last request was accepted. */
  finished?: number;
  /** When a newer file took its place. */
  superseded?: number;
  /**
   * Whom it sends, once its plan is made; how many requests of it Graph accepted, and how many
   * calls arrived.
   */
  plan?: Uint32Array;
  settled: number;
  calls: number;
}

export interface FeedHistory {
  feed: Feed;
  files: FileHistory[];
  /** From when until when it had calls to make, and was neither refused nor done. */
  sending: [from: number, to: number][];
  /** How often the day's calls were spent. */
  refusals: number;
}
