import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A program of ours as a child process: everything it says is kept. */
export interface Child {
  /** What it wrote so far, on both streams. */
  output(): string;
  stdout(): string;
  stderr(): string;
  /** Writes a line to its standard input. */
  write(line: string): void;
  /** Signals it, and what it started. */
  signal(signal: NodeJS.Signals): void;
  /** Its exit code; `null` when a signal ended it. */
  ended: Promise<number | null>;
}

/** hostProcess.ts, as warmUp.ts bundles it. */
export const hostScript = join(__dirname, '..', '..', 'dist', 'hostProcess.js');

/**
 * A storage call may take ten times its 30 seconds: a slow machine does not fail. In full chaos,
 * calls hang on purpose.
 */
const patience = process.env.CHAOS === 'full' ? 1 : 10;

/**
 * What every program of ours is started with. Back-off has full jitter: at its shortest, a test
 * does not wait for it.
 */
export const testSettings = `--import=data:text/javascript,${encodeURIComponent(
  `Math.random=()=>0;const limit=AbortSignal.timeout;AbortSignal.timeout=(ms)=>limit.call(AbortSignal,ms>=30000?${patience}*ms:ms)`,
)}`;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/** A child leads a process group of its own. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended meanwhile
  }
}

/** Starts Node with these arguments, and none of this process's settings. */
export function startChild(args: readonly string[], environment: Record<string, string>, cwd?: string): Child {
  const child = spawn(process.execPath, [testSettings, ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'], // its standard input ends when we do
    detached: true,
    ...(cwd !== undefined && { cwd }),
  });
  running.add(child);
  const [all, out, err]: [string[], string[], string[]] = [[], [], []];
  const keep = (own: string[]) => (text: string) => {
    all.push(text);
    own.push(text);
  };
  child.stdout.setEncoding('utf8').on('data', keep(out));
  child.stderr.setEncoding('utf8').on('data', keep(err));
  child.stdin.on('error', () => {}); // it has ended meanwhile
  return {
    output: () => all.join(''),
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    write: (line) => void child.stdin.write(`${line}\n`),
    signal: (signal) => {
      if (running.has(child)) signalGroup(child, signal);
    },
    ended: once(child, 'close').then(([code]) => {
      running.delete(child);
      return code as number | null;
    }),
  };
}
