import { DateTime } from 'luxon';
import type { ActivePeriod } from '../../mapping/compile/recordFindings';

/**
 * Finds the first date after `today` that changes whether somebody is active.
 * @param changesDaily whether each day may do so
 */
export function createNextDate(today: string, changesDaily: boolean) {
  let next: string | undefined;
  return {
    add({ from = '', until }: ActivePeriod): void {
      if (until !== undefined && (until < from || until < today)) return; // never active, or not any more
      const change = from > today ? from : until && dayAfter(until);
      if (change && (next === undefined || change < next)) next = change;
    },
    find: (): string | undefined => (changesDaily ? dayAfter(today) : next),
  };
}

/** `undefined` after the year 9999: SAP writes 9999-12-31 where there is no end. */
function dayAfter(date: string): string | undefined {
  const next = DateTime.fromISO(date, { zone: 'UTC' }).plus({ days: 1 });
  return next.year > 9999 ? undefined : next.toFormat('yyyy-MM-dd');
}
