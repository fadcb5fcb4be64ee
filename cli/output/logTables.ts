import { inertRecord } from '../../lib/csv/write';
import type { ChangeRecord } from '../../lib/cycles/changeRecords';
import type { CycleStatistics } from '../../lib/cycles/statistics';
import { actions, statuses } from '../../lib/graph/logs/vocabulary';
import { replaceControlCharacters } from '../context/printable';
import { crop, formatTable } from './table';

/** Formats the statistics of a cycle as a table. */
export function formatCycleTable({
  cycleId,
  startDateTime,
  endDateTime,
  changes,
  users,
  actions: counts,
}: CycleStatistics): string {
  const rows = actions.map((action) => {
    const numbers = statuses.map((status) => counts[action][status]);
    return [action, ...[...numbers, numbers.reduce((sum, number) => sum + number, 0)].map(String)];
  });
  const seconds = Math.round((Date.parse(endDateTime) - Date.parse(startDateTime)) / 1000) || 0; // no entry has a time
  return [
    `Cycle:    ${replaceControlCharacters(cycleId)}`,
    `Timespan: ${replaceControlCharacters(startDateTime)} - ${replaceControlCharacters(endDateTime)} (${seconds} s)`,
    `Changes:  ${changes}`,
    `Users:    ${users}`,
    '',
    formatTable([['Action', 'Success', 'Failure', 'Skipped', 'Warning', 'Total'], ...rows], { align: 'right' }),
    '',
  ].join('\n');
}

/** Long names are shortened, so that the other columns stay visible. */
const widest = 60;

/** Formats changes as a table, one row per change. */
export function formatRecordTable(records: readonly ChangeRecord[], width?: number): string {
  const rows = records.map(({ sourceId, targetId, displayName, actions: done, statuses: how, activityDateTime }) =>
    [sourceId, targetId, displayName, listDistinct(done), listDistinct(how), activityDateTime].map((text) =>
      crop(text, widest),
    ),
  );
  return `${formatTable([['Source id', 'Target id', 'Display name', 'Actions', 'Statuses', 'Time'], ...rows], { align: 'left', width })}\n`;
}

/** Formats everything that Entra logged about one change. */
export function formatRecordDetails(record: ChangeRecord): string {
  const { sourceId, targetId, displayName, cycleId, changeId, activityDateTime } = record;
  const lines = [
    `${activityDateTime}  ${listDistinct(record.actions)}: ${listDistinct(record.statuses)}`,
    `  source id ${sourceId}, target id ${targetId || 'none'}, ${displayName || 'no name'}`,
    `  cycle ${cycleId}, change ${changeId}`,
    ...record.modifiedProperties.map(
      ({ displayName: name, oldValue, newValue }) => `  ${name}: ${oldValue ?? '(none)'} -> ${newValue ?? '(none)'}`,
    ),
    ...record.errors.flatMap(({ errorCode, errorCategory, reason, recommendedAction }) => [
      `  ${[errorCode, errorCategory && `(${errorCategory})`].filter(Boolean).join(' ')}: ${reason}`,
      ...(recommendedAction === '' ? [] : [`  What to do: ${recommendedAction}`]),
    ]),
  ];
  return `${lines.map(replaceControlCharacters).join('\n')}\n`;
}

/**
 * Formats changes as CSV, one row for each property that changed, or one for a change that changed
 * none. No formula is live.
 */
export function formatRecordCsv(records: readonly ChangeRecord[]): string {
  const rows = records.flatMap((record) => {
    const { activityDateTime, cycleId, changeId, sourceId, targetId, displayName } = record;
    const words = [listDistinct(record.actions), listDistinct(record.statuses)];
    const codes = listDistinct(record.errors.map(({ errorCode }) => errorCode));
    const reasons = listDistinct(record.errors.map(({ reason }) => reason));
    const properties = record.modifiedProperties.map((one) => [
      one.displayName,
      one.oldValue ?? '',
      one.newValue ?? '',
    ]);
    return (properties.length === 0 ? [['', '', '']] : properties).map((property) =>
      [activityDateTime, cycleId, changeId, sourceId, targetId, displayName, ...words, ...property, codes, reasons].map(
        replaceControlCharacters,
      ),
    );
  });
  const text = [csvColumns, ...rows].map((row) => inertRecord(row, ',')).join('');
  return text.replaceAll('\r\n', '\n').trimEnd(); // no field holds a line break
}

const csvColumns = [
  'activityDateTime',
  'cycleId',
  'changeId',
  'sourceId',
  'targetId',
  'displayName',
  'actions',
  'statuses',
  'property',
  'oldValue',
  'newValue',
  'errorCode',
  'reason',
];

const listDistinct = (words: readonly string[]): string => [...new Set(words)].join(', ');
