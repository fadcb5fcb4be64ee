import { readFileSync } from 'node:fs';

/**
 * The most memory that this process had, in megabytes. Node's own number (maxRSS) includes, on
 * Linux, what the process had that started it.
 */
export function peakMegabytes(): number {
  const kilobytes =
    process.platform === 'linux' && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return (kilobytes ? Number(kilobytes) : process.resourceUsage().maxRSS) / 1024;
}
