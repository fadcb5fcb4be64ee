import { Presets, SingleBar } from 'cli-progress';
import type { Context } from '../context/context';

export interface Progress {
  update(done: number): void;
  stop(): void;
}

/**
 * Shows a progress bar on a terminal. Otherwise prints a line after every tenth of the requests.
 */
export function createProgress(total: number, { stderr, print }: Context): Progress {
  if (stderr.isTTY) {
    const bar = new SingleBar(
      { format: '{bar} {value} of {total} requests, {eta_formatted} to go', stream: stderr },
      Presets.shades_classic,
    );
    bar.start(total, 0);
    return bar;
  }
  let printed = 0;
  return {
    update(done) {
      const tenth = Math.floor((done * 10) / total);
      if (tenth > printed) print(`${done} of ${total} requests sent`);
      printed = tenth;
    },
    stop() {},
  };
}
