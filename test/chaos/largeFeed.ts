import { csvOf, mapping, people, person } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type PassingTime, startPassingTime } from './passingTime';
import { full } from './scale';

export const [size, callsPerDay] = full ? [100_000, 200] : [2000, 4];
const day = 24 * 3_600_000;

/**
 * A feed of more people than a day has calls. A process has one clock, so each test file starts it
 * once.
 */
export const startLargeFeed = (changes: Record<string, unknown>): Promise<PassingTime> =>
  startPassingTime(callsPerDay, mapping('employees', changes));

/** The company on a day: each day 1 % of its people have another title. */
export const companyOn = (number: number): string[][] =>
  people(size).map((record, index) => (index % 100 === number % 100 ? person(index + 1, `Title ${number}`) : record));

/** Drops the file of a day, and lets it go as far as it comes on that day. */
export async function spendDay(time: PassingTime, number: number): Promise<{ state: string; sent: string[] }> {
  const before = time.stage.entra.accepted().length;
  const began = time.now();
  const blob = `employees/${String(number).padStart(3, '0')}.csv`;
  const etag = await time.stage.drop(blob, csvOf(companyOn(number)));
  for (;;) {
    const { checkpoint } = await time.goOn(blob, etag);
    const due = Date.parse(checkpoint.due ?? '');
    if (!['inspecting', 'uploading', 'waiting'].includes(checkpoint.state) || due > began + day - 3_600_000) {
      time.pass(Math.max(0, began + day + 60_000 - time.now()));
      return { state: checkpoint.state, sent: externalIdsIn(time.stage.entra.accepted().slice(before)) };
    }
    time.pass(Math.max(1000, due - time.now()));
  }
}
