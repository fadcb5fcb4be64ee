import { mappingSchema } from '../../lib/mapping/file/schema';

/** A tenant: its quota, its feeds (one a provisioning app), and what they send each day. */
export interface Scenario {
  title: string;
  /** In any 24 hours: 2,000 with Entra ID P1 or P2, 6,000 with Entra ID Governance. */
  callsPerDay: number;
  /** Of the smallest feed and of the largest; those between are spread geometrically. */
  people: [smallest: number, largest: number];
  send: 'changes' | 'all';
  /** Over so many days, from the first on, the feeds drop their first files. */
  goLive: number;
  /** It passes for so many days at most. */
  days?: number;
}

export const feedsPerTenant = 20;
export const callsPer5Seconds = 40;
export const peoplePerCall = 50;
/** The default of mapping files. */
export const resendAllEveryDays = mappingSchema.shape.resendAllEveryDays.parse(undefined);

const week = 7;
const most: Scenario = {
  title: 'Governance',
  callsPerDay: 6000,
  people: [1000, 200_000],
  send: 'changes',
  goLive: week,
};
const small: Scenario = { ...most, title: 'P1/P2', callsPerDay: 2000, people: [1000, 60_000] };

/**
 * The most that a tenant may have, 20 provisioning apps and feeds of up to 200,000 people, needs
 * 17,400 calls a week, of 42,000 with Governance and 14,000 with P1 or P2. The small tenant needs
 * 6,500; of up to 90,000 people, 9,000. The last two need more than there is: refreshes come later
 * there, and nobody starves.
 */
export const scenarios: readonly Scenario[] = [
  most,
  small,
  { ...small, title: 'P1/P2, medium feeds', people: [1000, 90_000], days: 6 * week },
  { ...small, title: 'P1/P2, large feeds', people: most.people, days: 6 * week },
  { ...small, title: 'P1/P2, everybody daily', people: most.people, send: 'all', days: 6 * week },
];
