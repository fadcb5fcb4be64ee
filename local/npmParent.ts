import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const interval = 500;

/**
 * Calls `onGone` once when npm, or its shell, has ended. npm does not forward signals to this
 * program, and a killed npm cannot. Without npm, this program may outlive its parent.
 */
export async function watchNpm(onGone: () => void): Promise<void> {
  if (!['start', 'dev'].includes(process.env.npm_lifecycle_event ?? '')) return;
  const shell = process.ppid;
  const npm = await readParent(shell);
  const timer = setInterval(() => {
    if (process.ppid === shell && isRunning(shell) && isRunning(npm)) return;
    clearInterval(timer);
    onGone();
  }, interval).unref();
}

/** Reads the parent of a process, `undefined` where `ps` is missing. */
async function readParent(pid: number): Promise<number | undefined> {
  const answer = await promisify(execFile)('ps', ['-o', 'ppid=', '-p', String(pid)]).catch(() => undefined);
  return Number(answer?.stdout.trim()) || undefined;
}

function isRunning(pid: number | undefined): boolean {
  try {
    return pid === undefined || (process.kill(pid, 0) && !isZombie(pid));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Whether a process has ended and its parent has not read its exit code yet. Only known on Linux.
 */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
