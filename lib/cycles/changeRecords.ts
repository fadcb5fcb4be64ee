import type { Json, LogEntry, LogError, ModifiedProperty } from '../graph/logs/logEntry';
import { actions as knownActions, statuses as knownStatuses, matchName } from '../graph/logs/vocabulary';
import { compareTimes } from './statistics';

/** One change of one person in one cycle, with all its log entries. */
export interface ChangeRecord {
  changeId: string;
  cycleId: string;
  /** The externalId that was uploaded. */
  sourceId: string;
  targetId: string;
  displayName: string;
  /** One for each entry, oldest first. An unknown word stays as Entra spells it. */
  actions: string[];
  statuses: string[];
  /** Of the first entry. */
  activityDateTime: string;
  modifiedProperties: ModifiedProperty[];
  errors: LogError[];
  /** The entries as Graph sent them, oldest first; when they were asked for. */
  entries?: Json[];
}

/** Groups entries by change, newest change first. Entries with the same `id` count once. */
export function groupByChange(entries: readonly LogEntry[]): ChangeRecord[] {
  const ids = new Set<string>();
  const changes = new Map<string, LogEntry[]>();
  for (const [index, entry] of entries.entries()) {
    if (entry.id !== '' && ids.has(entry.id)) continue;
    ids.add(entry.id);
    const key = entry.changeId === '' ? `entry ${index}` : `change ${entry.cycleId} ${entry.changeId}`;
    const change = changes.get(key);
    if (change === undefined) changes.set(key, [entry]);
    else change.push(entry);
  }
  return [...changes.values()].map(createRecord).sort((a, b) => compareTimes(b.activityDateTime, a.activityDateTime));
}

function createRecord(unsorted: readonly LogEntry[]): ChangeRecord {
  const entries = [...unsorted].sort((a, b) => compareTimes(a.activityDateTime, b.activityDateTime));
  const first = (
    field: 'changeId' | 'cycleId' | 'sourceId' | 'targetId' | 'displayName' | 'activityDateTime',
  ): string => entries.map((entry) => entry[field]).find((text) => text !== '') ?? '';
  return {
    changeId: first('changeId'),
    cycleId: first('cycleId'),
    sourceId: first('sourceId'),
    targetId: first('targetId'),
    displayName: first('displayName'),
    actions: entries.map(({ action }) => matchName(knownActions, action) ?? action),
    statuses: entries.map(({ status }) => matchName(knownStatuses, status) ?? status),
    activityDateTime: first('activityDateTime'),
    modifiedProperties: entries.flatMap(({ modifiedProperties }) => modifiedProperties),
    errors: entries.flatMap(({ error }) => (error === undefined ? [] : [error])),
    ...(entries[0]?.raw !== undefined && { entries: entries.map(({ raw = {} }) => raw) }),
  };
}
