import { DateTime } from 'luxon';

/**
 * The date in a time zone, `yyyy-MM-dd`. The locale keeps luxon from asking for the system's, which
 * takes time. @param now milliseconds since 1970
 */
export const findToday = (timeZone: string, now = Date.now()): string =>
  DateTime.fromMillis(now, { zone: timeZone, locale: 'en-US' }).toFormat('yyyy-MM-dd');
