import { startAzurite } from '../../local/stack/azurite';
import { hrFile } from '../files';
import type { Sizes } from '../options';
import { atLeast, type Row } from '../row';
import { run } from '../run';
import { type Spread, spreadOf } from '../spread';
import type { LimitShare } from '../upload/burstShare';

interface Round {
  upload: LimitShare;
  oneByOne: LimitShare;
}

/**
 * Uploads to a simulated Entra, which wait rather than work: all of a round go on at the same time,
 * on any core.
 */
export async function uploadRows({ latencies, calls, patience, rounds }: Sizes, folder: string): Promise<Row[]> {
  const file = hrFile(calls * 50, folder);
  const azurite = await startAzurite();
  try {
    const results = latencies.map((latency) => ({ latency, rounds: [] as Round[] }));
    for (let round = 0; round < rounds; round++) {
      await Promise.all(
        results.map(async ({ latency, rounds }) => {
          const [upload, oneByOne] = await Promise.all([
            run<LimitShare>('upload', [file, latency, azurite.connectionString], []),
            run<LimitShare>('oneByOne', [file, latency, patience], []),
          ]);
          rounds.push({ upload: upload.found, oneByOne: oneByOne.found });
        }),
      );
    }
    return results.flatMap(({ latency, rounds }) => rowsOf(latency, rounds));
  } finally {
    await azurite.stop();
  }
}

const percent = ({ median }: Spread): string => `${(100 * median).toFixed(1)} %`;

function rowsOf(latency: number, rounds: readonly Round[]): Row[] {
  const shares = (who: keyof Round, share: 'steady' | 'throughout'): Spread =>
    spreadOf(rounds.map((round) => round[who][share]));
  const throttled = (who: keyof Round): string => {
    const { least, most } = spreadOf(rounds.map((round) => round[who].throttled));
    return least === most ? String(most) : `${least}–${most}`;
  };
  const what = `upload at ${latency} ms per call`;
  const steady = shares('upload', 'steady');
  const most = Math.max(...rounds.map(({ upload }) => upload.throttled));
  return [
    {
      what: `${what}: share of the burst limit`,
      measured: `${percent(steady)}; from first call to last ${percent(shares('upload', 'throughout'))}`,
      beside: `one after another: ${percent(shares('oneByOne', 'steady'))}`,
      ratio: steady,
      ...atLeast(0.97, steady),
    },
    {
      what: `${what}: 429 answers of ${rounds[0]?.upload.accepted} calls`,
      measured: throttled('upload'),
      beside: `one after another: ${throttled('oneByOne')}`,
      target: '0',
      met: most === 0,
    },
  ];
}
