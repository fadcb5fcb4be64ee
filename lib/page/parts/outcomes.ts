import { type Html, html } from '../html/html';
import { fittingRows, hiddenRowsNote, renderCount, renderPendingNote, renderTable, type Table } from '../html/table';
import { formatNumber, renderField, renderSentence } from '../html/words';
import type { PageOutcomes } from '../input';

/** Renders what became of the people: how many, and who needs somebody to act. */
export function renderOutcomes({ counts, rows }: PageOutcomes): Html {
  if (counts.size === 0) return renderPendingNote('Not known yet: Entra has not answered.');
  const urgent = [...counts].filter(([outcome]) => isUrgent(outcome)).reduce((sum, [, count]) => sum + count, 0);
  const shown = fittingRows(rows, cellsOf);
  return html`${renderTable({
    caption: 'What became of the people',
    columns: [
      { title: 'Outcome', kind: 'head' },
      { title: 'People', kind: 'count' },
    ],
    rows: [...counts].map(([outcome, count]) => [html`${outcome}`, renderCount(count)]),
  })}
${shown.length === 0 ? html`` : renderUrgent(shown, urgent)}${hiddenRowsNote(urgent - shown.length, html`<code>outcomes.csv</code>`)}`;
}

/** Outcomes for which somebody must act. */
export const isUrgent = (outcome: string): boolean => ['rejected', 'failed', 'warning'].includes(outcome);

const cellsOf = ({ line, externalId, outcome, reason, whoActs }: PageOutcomes['rows'][number]): Html[] => [
  html`${line}`,
  renderField(externalId),
  html`${outcome}`,
  renderSentence(reason),
  html`${whoActs}`,
];

const renderUrgent = (rows: Table['rows'], people: number): Html =>
  renderTable({
    caption: `${formatNumber(people)} people who need somebody to act`,
    columns: [
      { title: 'Line', kind: 'short' },
      { title: 'externalId', kind: 'head' },
      { title: 'Outcome' },
      { title: 'Why' },
      { title: 'Who must act' },
    ],
    rows,
  });
