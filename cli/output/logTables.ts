import type { ChangeRecord } from '../../lib/cycles/changeRecords';
import type { CycleStatistics } from '../../lib/cycles/statistics';
import { actions, statuses } from '../../lib/graph/logs/vocabulary';
import { printable } from '../context/printable';

/** A cycle's statistics as a table. */
export function cycleTable({
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
    `Cycle:    ${printable(cycleId)}`,
    `Timespan: ${printable(startDateTime)} - ${printable(endDateTime)} (${seconds} s)`,
    `Changes:  ${changes}`,
    `Users:    ${users}`,
    '',
    table([['Action', 'Success', 'Failure', 'Skipped', 'Warning', 'Total'], ...rows], 'right'),
    '',
  ].join('\n');
}

/** A line for each change. */
export function recordTable(records: readonly ChangeRecord[]): string {
  const rows = records.map(({ sourceId, targetId, displayName, actions: done, statuses: how, activityDateTime }) =>
    [sourceId, targetId, displayName, distinct(done), distinct(how), activityDateTime].map(cropped),
  );
  return `${table([['Source id', 'Target id', 'Display name', 'Actions', 'Statuses', 'Time'], ...rows], 'left')}\n`;
}

/** All that Entra says of one change. */
export function recordDetails(record: ChangeRecord): string {
  const { sourceId, targetId, displayName, cycleId, changeId, activityDateTime } = record;
  const lines = [
    `${activityDateTime}  ${distinct(record.actions)}: ${distinct(record.statuses)}`,
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
  return `${lines.map(printable).join('\n')}\n`;
}

const widest = 60;

/** One very long name would push every other column out of sight. */
const cropped = (text: string): string => {
  const characters = [...text];
  return characters.length > widest ? `${characters.slice(0, widest - 1).join('')}…` : text;
};

const distinct = (words: readonly string[]): string => [...new Set(words)].join(', ');

function table(rows: readonly (readonly string[])[], align: 'left' | 'right'): string {
  const texts = rows.map((row) => row.map(printable));
  const widths = (texts[0] ?? []).map((_, index) =>
    texts.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), 0),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, index) => {
        const width = widths[index] ?? 0;
        return align === 'right' && index > 0 ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const [header = [], ...body] = texts;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
