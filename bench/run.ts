import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ContestantName } from './contestant';

/** What a contestant took. */
export interface Measurement<Found = unknown> {
  /**
   * Of the processor: on a core of its own that is the time that passes, and what else the machine
   * does is not in it.
   */
  seconds: number;
  /** Its process's peak memory. */
  megabytes: number;
  /** What it gave besides. */
  found: Found;
}

/** What makes a command keep to the last core; nothing where there is no taskset. */
export const pinned: readonly string[] = (() => {
  const pin = ['taskset', '-c', String(cpus().length - 1)];
  return spawnSync('taskset', [...pin.slice(1), 'true']).status === 0 ? pin : [];
})();

/** A command line for Node, on one core if it is to be. */
export function nodeCommand(script: string, parameters: readonly string[], pin: readonly string[]): [string, string[]] {
  const [command = process.execPath, ...rest] = [...pin, process.execPath, script, ...parameters];
  return [command, rest];
}

/** Runs a contestant in a process of its own. @throws Error with what it said when it failed */
export async function run<Found = unknown>(
  name: ContestantName,
  parameters: readonly (string | number)[],
  pin: readonly string[] = pinned,
): Promise<Measurement<Found>> {
  const [command, rest] = nodeCommand(join(__dirname, 'contestant.js'), [name, ...parameters.map(String)], pin);
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${said}`);
  return JSON.parse(said) as Measurement<Found>;
}
