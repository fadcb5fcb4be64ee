import type { Mapping } from '../../mapping/parse';
import type { Reason } from '../checkpoint';
import { isFileReleased } from '../feed/feedState';
import type { MappedIngestion } from '../ingestion';
import type { Baseline } from '../people/baseline';
import { presentIn } from '../people/merge';
import { isActive, isRejected, type People, personOf } from '../people/people';
import { loadPeople, readBaseline } from '../people/store';
import type { Plan, SavedPlan } from '../plan';

export interface Comparison {
  plan: Plan;
  /** The file's people … */
  people: People;
  /** … and those of the feed's last accepted file. */
  baseline: Baseline | undefined;
  mapping: Mapping;
}

/** Fewer leavers than this are no share of anything. */
const fewLeavers = 5;
const fewPeople = 5;

/** Why the file is to be held; empty when a person released it. */
export async function checkSafeguards(ingestion: MappedIngestion, plan: SavedPlan): Promise<readonly Reason[]> {
  const { feed, mapping, storage } = ingestion;
  if (await isFileReleased(ingestion, plan)) return [];
  const people = await loadPeople(ingestion);
  const baseline = await readBaseline(feed, storage);
  return findSafeguardReasons({ plan, people, baseline, mapping });
}

/**
 * Why the file is to be held: every safeguard (contract, section 3) that fires. No field of a
 * record is told.
 */
export function findSafeguardReasons({ plan, people, baseline, mapping }: Comparison): Reason[] {
  const { read, rejected } = plan.records;
  const reasons = [checkRejected(read, rejected, mapping)];
  if (baseline === undefined) reasons.push(checkFirstFile(people));
  else
    reasons.push(
      ...checkLeavers(people, baseline, mapping),
      checkRecordDrop(people, baseline, mapping),
      ...checkEmptiedColumns(people, baseline),
    );
  return reasons.filter((reason) => reason !== undefined).map(addRemedy);
}

/** Adds what a person can do about it. */
export const addRemedy = ({ code, message }: Reason): Reason => ({
  code,
  message: `${message}. If the file is right, release it; if not, mend the export and upload it again`,
});

/** A share with as many digits as show that it is more than its limit. */
function formatPercent(part: number, whole: number, limit: number): string {
  const share = (100 * part) / whole;
  const digits = [0, 1, 2, 3].find((count) => Number(share.toFixed(count)) > limit) ?? 4;
  return `${share.toFixed(digits)} %`;
}

const exceedsPercent = (part: number, whole: number, limit: number): boolean => part * 100 > limit * whole;

/** Whether too many records are rejected, Entra's refusals included; it needs no baseline. */
export function checkRejected(read: number, rejected: number, { safeguards }: Mapping): Reason | undefined {
  const { maxRejectedPercent } = safeguards;
  if (!exceedsPercent(rejected, read, maxRejectedPercent)) return undefined;
  return {
    code: 'max_rejected_percent',
    message: `${rejected} of ${read} records are rejected (${formatPercent(rejected, read, maxRejectedPercent)}), more than maxRejectedPercent ${maxRejectedPercent} allows`,
  };
}

function checkLeavers(people: People, baseline: Baseline, { content, safeguards }: Mapping): Reason[] {
  const { active, left, gone, recentlyActive, recentlyLeft } = countLeavers(people, baseline);
  const isFull = content === 'full';
  const all = left + (isFull ? Math.max(0, gone - people.unnamed) : 0);
  const { maxLeavers, maxLeaversPercent } = safeguards;
  // of partial content, those of the last file are a share of their own: the feed's people may be
  // many more
  const [part, whole] =
    !isFull && recentlyLeft * active > all * recentlyActive ? [recentlyLeft, recentlyActive] : [all, active];
  const what = (some: number, then: number): string =>
    `${some} of the ${then} people who were active in the last accepted file are inactive now${isFull ? ', or gone' : ''}`;
  const reasons: Reason[] = [];
  if (all > maxLeavers)
    reasons.push({ code: 'max_leavers', message: `${what(all, active)}, more than maxLeavers ${maxLeavers} allows` });
  if (part >= fewLeavers && exceedsPercent(part, whole, maxLeaversPercent))
    reasons.push({
      code: 'max_leavers_percent',
      message: `${what(part, whole)} (${formatPercent(part, whole, maxLeaversPercent)}), more than maxLeaversPercent ${maxLeaversPercent} allows`,
    });
  return reasons;
}

interface Leavers {
  /** Of those who were active then: who is inactive now, and who is gone. */
  active: number;
  left: number;
  gone: number;
  /** The same of those who stood in the very last file. */
  recentlyActive: number;
  recentlyLeft: number;
}

/** Both lists are sorted. */
function countLeavers(people: People, baseline: Baseline): Leavers {
  const found: Leavers = { active: 0, left: 0, gone: 0, recentlyActive: 0, recentlyLeft: 0 };
  const { entries } = people;
  let index = 0;
  for (const [place, before] of baseline.entries.entries()) {
    if (!isActive(before)) continue;
    const recent = baseline.recent[place] === 1 ? 1 : 0;
    found.active++;
    found.recentlyActive += recent;
    const person = personOf(before);
    while (index < entries.length && personOf(entries[index] as bigint) < person) index++;
    const now = index < entries.length ? entries[index] : undefined;
    if (now === undefined || personOf(now) !== person) found.gone++;
    else if (!isActive(now) && !isRejected(now)) {
      found.left++;
      found.recentlyLeft += recent;
    }
  }
  return found;
}

function checkRecordDrop(people: People, baseline: Baseline, { content, safeguards }: Mapping): Reason | undefined {
  const { maxRecordDropPercent } = safeguards;
  const [before, now] = [presentIn(baseline), people.entries.length + people.unnamed];
  if (content !== 'full' || !exceedsPercent(before - now, before, maxRecordDropPercent)) return undefined;
  return {
    code: 'max_record_drop_percent',
    message: `the file has ${now} people, the last accepted one had ${before} (${formatPercent(before - now, before, maxRecordDropPercent)} fewer), more than maxRecordDropPercent ${maxRecordDropPercent} allows: it may have been cut off`,
  };
}

function checkEmptiedColumns(people: People, baseline: Baseline): Reason[] {
  return Object.entries(baseline.filled)
    .filter(([column, before]) => {
      const now = Object.hasOwn(people.filled, column) ? people.filled[column] : undefined;
      return now !== undefined && 2 * before > baseline.sent && 2 * (people.sent - now) > people.sent;
    })
    .map(([column, before]) => ({
      code: 'emptied_column',
      message: `column ${column} is empty for ${people.sent - (people.filled[column] ?? 0)} of ${people.sent} people, and was filled for ${before} of ${baseline.sent} in the last accepted file: Entra may clear it for everybody`,
    }));
}

function checkFirstFile({ sent, entries }: People): Reason | undefined {
  let inactive = 0;
  for (const entry of entries) if (!isActive(entry) && !isRejected(entry)) inactive++;
  if (sent < fewPeople || 2 * inactive <= sent) return undefined;
  return {
    code: 'first_file',
    message: `${inactive} of ${sent} people of this feed's first file are inactive: does the mapping name the right column and text for active?`,
  };
}
