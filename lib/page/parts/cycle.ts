import type { CycleStatistics } from '../../cycles/statistics';
import { type Action, actions, type Status, statuses } from '../../graph/logs/vocabulary';
import { type Answers, listActionCounts } from '../answers';
import { emptyHtml, type Html, html } from '../html/html';
import { renderCount, renderLead, renderPendingNote, renderTable } from '../html/table';
import { formatNumber, formatPeople, formatQuantity, renderTime } from '../html/words';
import type { PageInput } from '../input';

export const actionWords: Readonly<Record<Action, string>> = {
  create: 'Create an account',
  update: 'Change an account',
  disable: 'Disable an account',
  stagedDelete: 'Mark an account for deletion',
  delete: 'Delete an account',
  other: 'Something else',
};

const statusWords: Readonly<Record<Status, string>> = {
  success: 'Done',
  skipped: 'Skipped',
  warning: 'With a warning',
  failure: 'Failed',
};
const statusOrder = ['success', 'skipped', 'warning', 'failure'] as const satisfies readonly Status[];

/** Renders what Entra did in the cycles after the file, counted by log entries. */
export function renderCycles({ report }: PageInput, { cycles }: Answers): Html {
  const [newest, ...earlier] = cycles;
  if (newest === undefined) {
    return report.requests.accepted === 0
      ? renderLead('Nothing was sent, so Entra has nothing to do.')
      : renderPendingNote(
          'Entra has not answered yet. A cycle runs every 20 to 40 minutes, and its logs appear 5 to 10 minutes later.',
        );
  }
  return html`<p class="lead">${earlier.length > 0 ? `The newest of ${cycles.length} cycles` : 'The cycle'} went from ${renderTime(newest.startDateTime)} to ${renderTime(newest.endDateTime)}, over ${formatPeople(newest.users)} in ${formatQuantity(newest.changes, 'change')}. One change may have several entries.</p>
${renderActionsTable(newest)}${earlier.length > 0 ? renderEarlierCycles(earlier) : emptyHtml}`;
}

function renderActionsTable({ actions: cells }: CycleStatistics): Html {
  const rows = actions.filter((action) => action !== 'other' || statuses.some((status) => cells.other[status] > 0));
  return renderTable({
    caption: 'Entries of Entra’s provisioning logs, by action and result',
    columns: [
      { title: 'Action', kind: 'head' },
      ...statusOrder.map((status) => ({ title: statusWords[status], kind: 'count' as const })),
    ],
    rows: rows.map((action) => [
      html`${actionWords[action]}`,
      ...statusOrder.map((status) => renderEntryCount(cells[action][status])),
    ]),
  });
}

const renderEntryCount = (number: number): Html =>
  number === 0 ? html`<span class="soft">0</span>` : html`<b>${formatNumber(number)}</b>`;

function renderEarlierCycles(cycles: readonly CycleStatistics[]): Html {
  const sum = (cycle: CycleStatistics, status: Status): number =>
    listActionCounts(cycle).reduce((total, [, of, number]) => total + (of === status ? number : 0), 0);
  return html`<details><summary>${formatQuantity(cycles.length, 'earlier cycle')} since the file was read</summary>
${renderTable({
  caption: 'Earlier cycles, the newest first',
  columns: [
    { title: 'Began', kind: 'head' },
    { title: 'Ended' },
    { title: 'People', kind: 'count' },
    ...statusOrder.map((status) => ({ title: statusWords[status], kind: 'count' as const })),
  ],
  rows: cycles.map((cycle) => [
    renderTime(cycle.startDateTime),
    renderTime(cycle.endDateTime),
    renderCount(cycle.users),
    ...statusOrder.map((status) => renderCount(sum(cycle, status))),
  ]),
})}</details>`;
}
