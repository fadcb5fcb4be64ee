import { callsInLast24Hours, type Ledger, type Limits } from '../graph/limits/quota';

/** What an upload would cost. */
export interface Forecast {
  requests: number;
  callsPerDay: number;
  callsInLast24Hours: number;
  /** Of the day's calls. */
  percent: number;
  /** Until the last request is accepted, with nothing else spending the quota; rounded up to a tenth. */
  hours: number;
}

const secondsADay = 24 * 60 * 60;

/** So many requests, at the burst limit, and a day's calls a day once what is left of today's is spent. */
export function forecast(requests: number, ledger: Ledger | undefined, limits: Limits, now: number): Forecast {
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
