import { z } from 'zod';
import type { CountedCycle } from './statistics';

const toldCycle = z.object({
  cycleId: z.string(),
  startDateTime: z.string(),
  endDateTime: z.string(),
  entries: z.number(),
  revision: z.number(),
  final: z.boolean(),
});

export const watermarkSchema = z.object({
  from: z.number().optional(),
  cycles: z.array(toldCycle),
  reserved: z.record(z.string(), z.number()),
});

/** What telemetry was last told of a cycle. */
export type ReportedCycle = z.infer<typeof toldCycle>;

/** How far a job's log was summarised. It moves only after telemetry took everything. */
export interface Watermark {
  /** Where the next run begins to read, milliseconds since 1970; absent before the first. */
  from?: number | undefined;
  cycles: readonly ReportedCycle[];
  /** Revisions that a run took, and may have told without coming to its end. */
  reserved: Readonly<Record<string, number>>;
}

export const emptyWatermark: Watermark = { cycles: [], reserved: {} };

/** What the log held, up to a moment. */
export interface LogReading {
  cycles: readonly CountedCycle[];
  /** Milliseconds since 1970: now, or the last entry when the run had to stop there. */
  through: number;
  complete: boolean;
}

/** A cycle that has something new to tell. */
export interface CycleUpdate extends CountedCycle {
  revision: number;
  final: boolean;
}

const minute = 60_000;
/** A cycle is final when that long no entry was added. */
const quiet = 30 * minute;
/** An entry can be read 5 to 10 minutes after the moment of which it tells, not always in order; so much is allowed for. */
const lateness = 2 * 60 * minute;
/** How long a cycle is remembered, so that an entry that comes later still finds it. */
const memory = 3 * 24 * 60 * minute;

/** The cycles that grew, or became final, since they were told. One that may grow beyond where the reading stopped waits. */
export function findCycleUpdates(
  { cycles, through, complete }: LogReading,
  { cycles: told, reserved }: Watermark,
): CycleUpdate[] {
  const before = new Map(told.map((cycle) => [cycle.cycleId, cycle]));
  return cycles.flatMap((cycle) => {
    const { cycleId, endDateTime } = cycle.statistics;
    const final = through - Date.parse(endDateTime) >= quiet;
    const known = before.get(cycleId);
    const mayHaveBeenTold = Object.hasOwn(reserved, cycleId) ? reserved[cycleId] : undefined;
    const isNew = mayHaveBeenTold !== undefined || known?.entries !== cycle.entries || known.final !== final;
    if (!(final || complete) || !isNew) return [];
    const revision = Math.max(known?.revision ?? 0, mayHaveBeenTold ?? 0) + 1;
    return [{ ...cycle, revision, final }];
  });
}

/** Takes revisions before they are told, so that no two tellings of a cycle ever have the same. */
export const reserveRevisions = (watermark: Watermark, news: readonly CycleUpdate[]): Watermark => ({
  ...watermark,
  reserved: {
    ...watermark.reserved,
    ...Object.fromEntries(news.map(({ statistics, revision }) => [statistics.cycleId, revision])),
  },
});

/** Moves on, after the news were told: to the oldest cycle that may still grow, or to the oldest entry that may still come. */
export function advanceWatermark(
  { cycles, reserved }: Watermark,
  reading: LogReading,
  news: readonly CycleUpdate[],
): Watermark {
  const { through } = reading;
  const toldNow = new Map(news.map((cycle) => [cycle.statistics.cycleId, toldOf(cycle)]));
  const all = [...cycles.filter(({ cycleId }) => !toldNow.has(cycleId)), ...toldNow.values()];
  const known = new Set(all.map(({ cycleId }) => cycleId));
  const age = ({ endDateTime }: ReportedCycle): number => through - Date.parse(endDateTime);
  const growing = all.filter((cycle) => (!cycle.final || age(cycle) < lateness) && age(cycle) < memory);
  const untold = reading.cycles.map(({ statistics }) => statistics).filter(({ cycleId }) => !known.has(cycleId));
  const from = Math.min(through - lateness, ...[...growing, ...untold].map(startOf));
  return {
    from,
    cycles: all.filter(({ endDateTime }) => Date.parse(endDateTime) > from - memory),
    reserved: Object.fromEntries(Object.entries(reserved).filter(([cycleId]) => !toldNow.has(cycleId))),
  };
}

/** Where a reading must begin instead, when it holds only the end of a cycle that was told before. */
export function findEarlierStart(
  { cycles: told }: Watermark,
  cycles: readonly CountedCycle[],
  from: number,
): number | undefined {
  const read = new Set(cycles.map(({ statistics }) => statistics.cycleId));
  const starts = told
    .filter(({ cycleId }) => read.has(cycleId))
    .map(startOf)
    .filter((start) => start < from);
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

const startOf = ({ startDateTime }: { startDateTime: string }): number => Date.parse(startDateTime);

const toldOf = ({ statistics, entries, revision, final }: CycleUpdate): ReportedCycle => ({
  cycleId: statistics.cycleId,
  startDateTime: statistics.startDateTime,
  endDateTime: statistics.endDateTime,
  entries,
  revision,
  final,
});
