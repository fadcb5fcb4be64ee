import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Server {
  origin: string;
  /** Asks the server's process for something, and gives what it answers. */
  ask<Answer>(question: string): Promise<Answer>;
  stop(): void;
}

/**
 * Starts a server of the bench in a process of its own, on any core: what it does is not to be
 * measured.
 */
export async function startServer(script: string, parameter: number): Promise<Server> {
  const child = fork(join(__dirname, '..', 'bench', script), [String(parameter)]);
  const [{ origin }] = (await once(child, 'message')) as [{ origin: string }];
  return {
    origin,
    async ask<Answer>(question: string) {
      child.send(question);
      const [answer] = (await once(child, 'message')) as [Answer];
      return answer;
    },
    stop: () => child.disconnect(),
  };
}
