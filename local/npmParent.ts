import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const interval = 500;

/**
 * Calls back once when npm, or the shell in which it runs this program, is gone: npm passes no signal on to it, and one that
 * is killed cannot. Started without npm, this program may outlive whoever started it.
 */
export async function watchNpm(onGone: () => void): Promise<void> {
  if (!['start', 'dev'].includes(process.env.npm_lifecycle_event ?? '')) return;
  const shell = process.ppid;
  const npm = await parentOf(shell);
  const timer = setInterval(() => {
    if (process.ppid === shell && isRunning(shell) && isRunning(npm)) return;
    clearInterval(timer);
    onGone();
  }, interval).unref();
}

/** `undefined` where no `ps` tells it. */
async function parentOf(pid: number): Promise<number | undefined> {
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

/** Whether a process has ended and its parent has not asked for its exit code yet; only Linux tells. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
