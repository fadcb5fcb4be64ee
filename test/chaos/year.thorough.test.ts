import type { InvocationContext, Timer } from '@azure/functions';
import { summarizeCycles } from '../../functions/summarizeCycles';
import { runCycles } from '../../local/entra/provisioning/cycle';
import { createRandom } from '../../local/random';
import { csvOf, mapping } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { addTaken, compareStore, exactClaims, type TakenPeople } from '../support/storeClaims';
import { type PassingTime, silent, startPassingTime } from './passingTime';
import { full } from './scale';

const [days, size] = full ? [365, 20_000] : [10, 300];
const hour = 3_600_000;
const random = createRandom(6);
const chance = (share: number): boolean => random() < share;

interface Person {
  id: string;
  active: boolean;
  userName: string;
  title: string;
  /** On which day they are taken out of the file. */
  goes?: number;
}

const changes = mapping('employees', { send: 'changes' });
let time: PassingTime;
beforeAll(async () => {
  time = await startPassingTime(1_000_000, changes);
});
afterAll(() => time.close());

const company = new Map<string, Person>();
let hired = 0;

/** Somebody new; now and then with a user name that is taken, which Entra refuses. */
function hire(): void {
  const id = `w${++hired}`;
  const taken = chance(0.02) ? `user${Math.ceil(random() * hired)}` : undefined;
  company.set(id, { id, active: true, userName: taken ?? `user${hired}`, title: 'Clerk' });
}

/**
 * Joiners, movers, leavers, returners; some of those with a taken name are given one of their own.
 */
function dayPasses(day: number): void {
  for (const person of [...company.values()]) {
    if (person.goes === day) company.delete(person.id);
    else if (!person.active && chance(0.02)) Object.assign(person, { active: true, goes: undefined });
    else if (person.active && chance(0.001)) Object.assign(person, { active: false, goes: day + 30 });
    else if (chance(0.004)) person.title = `Title ${Math.floor(random() * 100)}`;
    if (person.userName !== `user${person.id.slice(1)}` && chance(0.15)) person.userName = `user${person.id.slice(1)}`;
  }
  for (let joiner = 0; joiner < size / 1000; joiner++) hire();
}

const recordOf = ({ id, active, userName, title }: Person): string[] => [
  id,
  active ? 'Active' : 'Left',
  userName,
  id,
  id,
  title,
];

/** Whom a file says something new of, beside the one before. */
const changedBetween = (before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] =>
  [...now].flatMap(([id, record]) => (before.get(id) === record ? [] : [id]));

/** The people whose account is not as the file has them. */
function differences(): string[] {
  const [job] = time.stage.entra.tenant.jobs;
  return [...company.values()].flatMap(({ id, active, title, userName }) => {
    const account = job?.accounts.get(id);
    const same =
      account?.enabled === active && account.attributes.title === title && account.attributes.userName === userName;
    return same ? [] : [id];
  });
}

/** Entra provisions, and the timer looks at it; what is a week old, both forget. */
async function cycleRuns(): Promise<void> {
  const { entra } = time.stage;
  entra.answers = [];
  entra.tenant.log = entra.tenant.log.filter(
    (entry) => Date.parse(entry.activityDateTime) > time.now() - 7 * 24 * hour,
  );
  runCycles(time.stage.entra.tenant, time.now());
  time.pass(hour);
  const errors: string[] = [];
  const context = { ...silent, error: (line: string) => errors.push(line) } as unknown as InvocationContext;
  for (let run = 1; run <= timerRuns; run++) {
    const failure: unknown = await summarizeCycles({} as Timer, context).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (failure === undefined) return;
    time.pass(hour / 4); // on a busy machine a storage call can take too long: the next run does its work
    if (run === timerRuns) throw new Error(errors.join('\n'), { cause: failure });
  }
}

const timerRuns = 3;

test(`${days} days of files of ${size} people: the directory is as each file has it, and little more than the changes is sent`, async () => {
  for (let count = 0; count < size; count++) hire();
  let before = new Map<string, string>();
  const total = { needed: 0, sent: 0, resent: 0, refreshed: 0 };
  const lastSent = new Map<string, number>();
  const taken: TakenPeople = new Map();
  for (let day = 1; day <= days; day++) {
    const now = new Map([...company.values()].map((person) => [person.id, recordOf(person).join()]));
    const failed = new Set(time.stage.entra.tenant.jobs[0]?.escrows.keys());
    const etag = await time.take(
      `employees/${String(day).padStart(4, '0')}.csv`,
      csvOf([...company.values()].map(recordOf)),
    );
    const { state, records } = await time.stage.report(etag);
    const sent = new Set(externalIdsIn(time.stage.entra.accepted()));
    expect([state, day]).toEqual(['accepted', day]);
    addTaken(taken, time.stage.entra.accepted());
    for (const id of taken.keys()) if (!company.has(id)) taken.delete(id);
    expect(await compareStore(time.stage.connectionString, changes, taken)).toEqual(exactClaims);
    const needed = changedBetween(before, now);
    for (const id of needed) expect(sent).toContain(id);
    const refreshed = [...sent].filter((id) => !needed.includes(id) && !failed.has(id));
    for (const id of sent) lastSent.set(id, day);
    for (const id of now.keys()) expect(day - (lastSent.get(id) ?? 0)).toBeLessThan(7); // each person's week
    if (day > 1) expect(refreshed.length).toBeLessThan(records.valid / 3); // spread over the days
    total.refreshed += refreshed.length;
    total.needed += Math.ceil(new Set([...needed, ...refreshed, ...[...failed].filter((id) => now.has(id))]).size / 50);
    total.sent += time.stage.entra.accepted().length;
    total.resent += [...sent].filter((id) => failed.has(id) && !needed.includes(id)).length;
    await cycleRuns();
    const stillFailing = new Set(time.stage.entra.tenant.jobs[0]?.escrows.keys());
    expect(differences().filter((id) => !stillFailing.has(id))).toEqual([]);
    before = now;
    time.pass(23 * hour);
    dayPasses(day);
  }
  expect(total.sent).toBeLessThanOrEqual(Math.ceil(1.02 * total.needed));
  expect(total.resent).toBeGreaterThan(0); // somebody failed, and was sent again
  process.stdout.write(
    `${days} days: ${total.sent} calls where the changes need ${total.needed}, ${total.refreshed} people refreshed, ${total.resent} sent again after a failure\n`,
  );
});
