import { peakMegabytes } from './peak';

type Contestant = (...parameters: string[]) => Promise<unknown>;

/** Loaded one at a time: what a process does not need must not count. */
const contestants = {
  csvParse: () => import('./contestants/csvParse'),
  plain: () => import('./contestants/plain'),
  requests: () => import('./contestants/requests'),
  generation: () => import('./contestants/generation'),
  prepareStore: () => import('./contestants/prepareStore'),
  inspection: () => import('./contestants/inspection'),
  selection: () => import('./contestants/selection'),
  parsedLogs: () => import('./contestants/parsedLogs'),
  summaries: () => import('./contestants/summaries'),
  upload: () => import('./contestants/upload'),
  oneByOne: () => import('./contestants/oneByOne'),
} satisfies Record<string, () => Promise<{ run: Contestant }>>;

export type ContestantName = keyof typeof contestants;

/** A process of its own for one contestant: tells the processor time of its work, its peak memory, and what it found, as JSON on standard error. */
async function main([name = '', ...parameters]: readonly string[]): Promise<void> {
  const { run }: { run: Contestant } = await contestants[name as ContestantName]();
  const began = process.cpuUsage();
  const found = await run(...parameters);
  const { user, system } = process.cpuUsage(began);
  console.error(JSON.stringify({ seconds: (user + system) / 1e6, megabytes: peakMegabytes(), found }));
}

void main(process.argv.slice(2));
