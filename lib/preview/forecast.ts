import { callsInLast24Hours, type Ledger, type Limits } from '../graph/limits/quota';

/** The cost of an upload. */
export interface Forecast {
  requests: number;
  callsPerDay: number;
  callsInLast24Hours: number;
  /** Share of the daily calls. */
  percent: number;
  /**
   * Hours until the last request is accepted, if nothing else uses the quota, rounded up to a
   * tenth.
   */
  hours: number;
}

const secondsADay = 24 * 60 * 60;

/**
 * Calculates the time for a number of requests: at the burst limit while calls of today are left,
 * then at the daily rate.
 */
export function forecastQuota(requests: number, ledger: Ledger | undefined, limits: Limits, now: number): Forecast {
  const { callsPerDay, callsPer5Seconds } = limits;
  const spent = callsInLast24Hours(ledger, now);
  const later = Math.max(0, requests - Math.max(0, callsPerDay - spent));
  const days = Math.ceil(later / callsPerDay);
  const lastDay = days === 0 ? requests : later - (days - 1) * callsPerDay;
  const seconds = days * secondsADay + (lastDay / callsPer5Seconds) * 5;
  const hours = requests === 0 ? 0 : Math.ceil(seconds / 360) / 10;
  return {
    requests,
    callsPerDay,
    callsInLast24Hours: spent,
    percent: Math.round((1000 * requests) / callsPerDay) / 10,
    hours,
  };
}
