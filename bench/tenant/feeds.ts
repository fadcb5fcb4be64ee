import { feedsPerTenant, type Scenario } from './scenarios';
import { day, hour, minute, second, start } from './time';

/** One feed, and when it drops its daily files. */
export interface Feed {
  index: number;
  name: string;
  people: number;
  /** Milliseconds since 1970, one a day from its first day on. */
  drops: number[];
}

/**
 * Feeds from the smallest to the largest, and a year's mornings, the same for the same random
 * numbers.
 */
export function feedsOf({ people: [smallest, largest], goLive }: Scenario, days: number, random: () => number): Feed[] {
  const feeds = Array.from({ length: feedsPerTenant }, (_, index) => ({
    index,
    name: `feed ${index + 1}`,
    people: Math.round(smallest * (largest / smallest) ** (index / (feedsPerTenant - 1))),
    first: Math.floor(random() * goLive),
    drops: [] as number[],
  }));
  for (let number = 0; number < days; number++) {
    const drop = morning(random);
    for (const { first, drops } of feeds) {
      const at = drop();
      if (number >= first) drops.push(start + number * day + at);
    }
  }
  return feeds;
}

/**
 * When the files of one morning come: between 05:00 and 07:00, some at the same second; one morning
 * in ten, all within a minute.
 */
function morning(random: () => number): () => number {
  const from = 5 * hour + Math.floor(random() * 120) * minute;
  const isRush = random() < 0.1;
  const same = Math.floor(random() * 2 * hour);
  const seconds = (span: number): number => Math.floor((random() * span) / second) * second;
  return () => {
    const alone = random() >= 0.15;
    if (isRush) return from + seconds(minute);
    return alone ? 5 * hour + seconds(2 * hour) : 5 * hour + Math.floor(same / second) * second;
  };
}
