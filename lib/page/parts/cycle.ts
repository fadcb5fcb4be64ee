import type { CycleStatistics } from '../../cycles/statistics';
import { type Action, actions, type Status, statuses } from '../../graph/logs/vocabulary';
import { type Answers, cellsOf } from '../answers';
import { type Html, html, nothing } from '../html/html';
import { count, notYet, plain, table } from '../html/table';
import { counted, grouped, people, time } from '../html/words';
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

/** What Entra did in the cycles after the file, counted as its provisioning logs count. */
export function whatEntraDid({ report }: PageInput, { cycles }: Answers): Html {
  const [newest, ...earlier] = cycles;
  if (newest === undefined) {
    return report.requests.accepted === 0
      ? plain('Nothing was sent, so Entra has nothing to answer.')
      : notYet(
          'Entra has not answered yet: a cycle runs every 20 to 40 minutes, and its logs lag 5 to 10 minutes behind.',
        );
  }
  return html`<p class="lead">${earlier.length > 0 ? `The newest of ${cycles.length} cycles` : 'The cycle'} went from ${time(newest.startDateTime)} to ${time(newest.endDateTime)}, over ${people(newest.users)} in ${counted(newest.changes, 'change')}. One change may have several entries.</p>
${actionsTable(newest)}${earlier.length > 0 ? earlierCycles(earlier) : nothing}`;
}

function actionsTable({ actions: cells }: CycleStatistics): Html {
  const rows = actions.filter((action) => action !== 'other' || statuses.some((status) => cells.other[status] > 0));
  return table({
    caption: 'Entries of Entra’s provisioning logs, by what was to be done and how it ended',
    columns: [
      { title: 'What was to be done', kind: 'head' },
      ...statusOrder.map((status) => ({ title: statusWords[status], kind: 'count' as const })),
    ],
    rows: rows.map((action) => [
      html`${actionWords[action]}`,
      ...statusOrder.map((status) => entries(cells[action][status])),
    ]),
  });
}

const entries = (number: number): Html =>
  number === 0 ? html`<span class="soft">0</span>` : html`<b>${grouped(number)}</b>`;

function earlierCycles(cycles: readonly CycleStatistics[]): Html {
  const sum = (cycle: CycleStatistics, status: Status): number =>
    cellsOf(cycle).reduce((total, [, of, number]) => total + (of === status ? number : 0), 0);
  return html`<details><summary>${counted(cycles.length, 'earlier cycle')} since the file was read</summary>
${table({
  caption: 'Earlier cycles, the newest first',
  columns: [
    { title: 'Began', kind: 'head' },
    { title: 'Ended' },
    { title: 'People', kind: 'count' },
    ...statusOrder.map((status) => ({ title: statusWords[status], kind: 'count' as const })),
  ],
  rows: cycles.map((cycle) => [
    time(cycle.startDateTime),
    time(cycle.endDateTime),
    count(cycle.users),
    ...statusOrder.map((status) => count(sum(cycle, status))),
  ]),
})}</details>`;
}
