import { z } from 'zod';
import type { CountedCycle } from './statistics';

const reportedCycle = z.object({
  cycleId: z.string(),
  startDateTime: z.string(),
  endDateTime: z.string(),
  entries: z.number(),
  revision: z.number(),
  final: z.boolean(),
});

export const watermarkSchema = z.object({
  from: z.number().optional(),
  cycles: z.array(reportedCycle),
  reserved: z.record(z.string(), z.number()),
});

/** The last event of a cycle that was sent to telemetry. */
export type ReportedCycle = z.infer<typeof reportedCycle>;

/** How far a job's log is summarised. It advances only after telemetry accepted all events. */
export interface Watermark {
  /** Where the next run starts reading, in milliseconds since 1970; absent before the first run. */
  from?: number | undefined;
  cycles: readonly ReportedCycle[];
  /** Revisions that a failed run may have sent, by cycle. */
  reserved: Readonly<Record<string, number>>;
}

export const emptyWatermark: Watermark = { cycles: [], reserved: {} };

/** The result of reading the log up to some time. */
export interface LogReading {
  cycles: readonly CountedCycle[];
  /** Milliseconds since 1970: now, or the last entry when the run was stopped. */
  through: number;
  complete: boolean;
}

/** A cycle with new entries, or one that became final. */
export interface CycleUpdate extends CountedCycle {
  revision: number;
  final: boolean;
}

const minute = 60_000;
/** A cycle is final when it had no new entry for this long. */
const finalAfter = 30 * minute;
/**
 * How late an entry can appear. Entries usually appear 5 to 10 minutes after their time, not always
 * in order.
 */
const maxLateness = 2 * 60 * minute;
/** How long a cycle is kept, so that late entries can be added to it. */
const retention = 3 * 24 * 60 * minute;

/**
 * Finds the cycles that grew or became final since they were last sent. When reading was stopped, a
 * cycle that can still grow waits for the next run.
 */
export function findCycleUpdates(
  { cycles, through, complete }: LogReading,
  { cycles: reported, reserved }: Watermark,
): CycleUpdate[] {
  const before = new Map(reported.map((cycle) => [cycle.cycleId, cycle]));
  return cycles.flatMap((cycle) => {
    const { cycleId, endDateTime } = cycle.statistics;
    const final = through - Date.parse(endDateTime) >= finalAfter;
    const known = before.get(cycleId);
    const reservedRevision = Object.hasOwn(reserved, cycleId) ? reserved[cycleId] : undefined;
    const isNew = reservedRevision !== undefined || known?.entries !== cycle.entries || known.final !== final;
    if (!(final || complete) || !isNew) return [];
    const revision = Math.max(known?.revision ?? 0, reservedRevision ?? 0) + 1;
    return [{ ...cycle, revision, final }];
  });
}

/** Reserves revisions before they are sent, so that no two events of a cycle share one. */
export const reserveRevisions = (watermark: Watermark, updates: readonly CycleUpdate[]): Watermark => ({
  ...watermark,
  reserved: {
    ...watermark.reserved,
    ...Object.fromEntries(updates.map(({ statistics, revision }) => [statistics.cycleId, revision])),
  },
});

/**
 * Advances the watermark after the updates were sent: to the oldest cycle that can still grow, or
 * to the oldest entry that can still appear.
 */
export function advanceWatermark(
  { cycles, reserved }: Watermark,
  reading: LogReading,
  updates: readonly CycleUpdate[],
): Watermark {
  const { through } = reading;
  const reportedNow = new Map(updates.map((cycle) => [cycle.statistics.cycleId, toReportedCycle(cycle)]));
  const all = [...cycles.filter(({ cycleId }) => !reportedNow.has(cycleId)), ...reportedNow.values()];
  const known = new Set(all.map(({ cycleId }) => cycleId));
  const age = ({ endDateTime }: ReportedCycle): number => through - Date.parse(endDateTime);
  const growing = all.filter((cycle) => (!cycle.final || age(cycle) < maxLateness) && age(cycle) < retention);
  const unreported = reading.cycles.map(({ statistics }) => statistics).filter(({ cycleId }) => !known.has(cycleId));
  const from = Math.min(through - maxLateness, ...[...growing, ...unreported].map(parseStart));
  return {
    from,
    cycles: all.filter(({ endDateTime }) => Date.parse(endDateTime) > from - retention),
    reserved: Object.fromEntries(Object.entries(reserved).filter(([cycleId]) => !reportedNow.has(cycleId))),
  };
}

/**
 * Finds where reading must start instead when it covers only the end of a cycle that was sent
 * before; `undefined` when it covers all of them.
 */
export function findEarlierStart(
  { cycles: reported }: Watermark,
  cycles: readonly CountedCycle[],
  from: number,
): number | undefined {
  const read = new Set(cycles.map(({ statistics }) => statistics.cycleId));
  const starts = reported
    .filter(({ cycleId }) => read.has(cycleId))
    .map(parseStart)
    .filter((start) => start < from);
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

const parseStart = ({ startDateTime }: { startDateTime: string }): number => Date.parse(startDateTime);

const toReportedCycle = ({ statistics, entries, revision, final }: CycleUpdate): ReportedCycle => ({
  cycleId: statistics.cycleId,
  startDateTime: statistics.startDateTime,
  endDateTime: statistics.endDateTime,
  entries,
  revision,
  final,
});
