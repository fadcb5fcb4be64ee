import { DateTime } from 'luxon';

/** The bounds of the time in which a person is active, `yyyy-MM-dd`; the last day is in it. */
export interface ActiveBounds {
  from: string | undefined;
  until: string | undefined;
}

/**
 * Finds the first date after `today` that changes whether somebody is active.
 * @param changesDaily whether each day may do so
 */
export function createNextDate(today: string, changesDaily: boolean) {
  let next: string | undefined;
  return {
    add({ from = '', until }: ActiveBounds): void {
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
