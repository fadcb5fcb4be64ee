import type { CountedCycle } from './statistics';

/** What telemetry was last told of a cycle. */
export interface ToldCycle {
  cycleId: string;
  startDateTime: string;
  endDateTime: string;
  entries: number;
  revision: number;
  final: boolean;
}

/** How far a job's log was summarised. It moves only after telemetry took everything. */
export interface Watermark {
  /** Where the next run begins to read, milliseconds since 1970; absent before the first. */
  from?: number;
  cycles: readonly ToldCycle[];
  /** Revisions that may have been told by a run that did not come to its end. */
  reserved: Readonly<Record<string, number>>;
}

export const newWatermark: Watermark = { cycles: [], reserved: {} };

/** What the log held, up to a moment. */
export interface Reading {
  cycles: readonly CountedCycle[];
  /** Milliseconds since 1970: now, or the last entry when the run had to stop there. */
  through: number;
  complete: boolean;
}

/** A cycle that has something new to tell. */
export interface CycleNews extends CountedCycle {
  revision: number;
  final: boolean;
}

const minute = 60_000;
/** A cycle is final when that long no entry was added. */
const quiet = 30 * minute;
/** Entra's log lags 5 to 10 minutes; so long it is read again all the same. */
const lateness = 2 * 60 * minute;
/** How long a cycle is remembered, so that an entry that comes later still finds it. */
const memory = 3 * 24 * 60 * minute;

/** The cycles that grew, or became final, since they were told. One that may grow beyond where the reading stopped waits. */
export function newsOf({ cycles, through, complete }: Reading, { cycles: told, reserved }: Watermark): CycleNews[] {
  return cycles.flatMap((cycle) => {
    const { cycleId, endDateTime } = cycle.statistics;
    const final = through - Date.parse(endDateTime) >= quiet;
    const before = told.find((known) => known.cycleId === cycleId);
    const mayHaveBeenTold = reserved[cycleId];
    const isNew = mayHaveBeenTold !== undefined || before?.entries !== cycle.entries || before.final !== final;
    if (!(final || complete) || !isNew) return [];
    const revision = Math.max(before?.revision ?? 0, mayHaveBeenTold ?? 0) + 1;
    return [{ ...cycle, revision, final }];
  });
}

/** Takes revisions before they are told, so that no two tellings of a cycle ever have the same. */
export const reserve = (watermark: Watermark, news: readonly CycleNews[]): Watermark => ({
  ...watermark,
  reserved: {
    ...watermark.reserved,
    ...Object.fromEntries(news.map(({ statistics, revision }) => [statistics.cycleId, revision])),
  },
});

/** Moves on, after the news were told: to the oldest cycle that is not final, or may still grow. */
export function advance(
  { from, cycles, reserved }: Watermark,
  reading: Reading,
  news: readonly CycleNews[],
): Watermark {
  const { through } = reading;
  const toldNow = news.map(toldOf);
  const all = [...cycles.filter(({ cycleId }) => !toldNow.some((told) => told.cycleId === cycleId)), ...toldNow];
  const untold = reading.cycles.filter(({ statistics }) => !all.some(({ cycleId }) => cycleId === statistics.cycleId));
  const growing = all.filter(
    ({ final, endDateTime }) => !final || through - Date.parse(endDateTime) < quiet + lateness,
  );
  const starts = [...growing, ...untold.map(({ statistics }) => statistics)].map(startOf);
  const ends = all.map(({ endDateTime }) => Date.parse(endDateTime) + 1);
  const next = starts.length > 0 ? Math.min(...starts) : ends.length > 0 ? Math.max(...ends) : from;
  return {
    ...(next !== undefined && { from: next }),
    cycles: all.filter(({ final, endDateTime }) => !final || through - Date.parse(endDateTime) < memory),
    reserved: Object.fromEntries(
      Object.entries(reserved).filter(([cycleId]) => !toldNow.some((told) => told.cycleId === cycleId)),
    ),
  };
}

/** Where a reading must begin instead, when it holds only the end of a cycle that was told before. */
export function cutOff({ cycles: told }: Watermark, cycles: readonly CountedCycle[], from: number): number | undefined {
  const starts = told
    .filter(({ cycleId }) => cycles.some(({ statistics }) => statistics.cycleId === cycleId))
    .map(startOf)
    .filter((start) => start < from);
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

const startOf = ({ startDateTime }: { startDateTime: string }): number => Date.parse(startDateTime);

const toldOf = ({ statistics, entries, revision, final }: CycleNews): ToldCycle => ({
  cycleId: statistics.cycleId,
  startDateTime: statistics.startDateTime,
  endDateTime: statistics.endDateTime,
  entries,
  revision,
  final,
});
