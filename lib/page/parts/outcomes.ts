import { type Html, html } from '../html/html';
import { hiddenRowsNote, renderCount, renderPendingNote, renderTable } from '../html/table';
import { formatNumber, renderField, renderSentence } from '../html/words';
import type { PageOutcomes } from '../input';

/** Renders what became of the people: how many, and who needs somebody to act. */
export function renderOutcomes({ counts, rows }: PageOutcomes): Html {
  if (counts.size === 0) return renderPendingNote('Not known yet: Entra has not answered.');
  const hidden = [...counts].filter(([outcome]) => isUrgent(outcome)).reduce((sum, [, count]) => sum + count, 0);
  return html`${renderTable({
    caption: 'What became of the people',
    columns: [
      { title: 'Outcome', kind: 'head' },
      { title: 'People', kind: 'count' },
    ],
    rows: [...counts].map(([outcome, count]) => [html`${outcome}`, renderCount(count)]),
  })}
${rows.length === 0 ? html`` : renderUrgent(rows)}${hiddenRowsNote(hidden - rows.length, html`<code>outcomes.csv</code>`)}`;
}

/** Outcomes for which somebody must act. */
export const isUrgent = (outcome: string): boolean => ['rejected', 'failed', 'warning'].includes(outcome);

const renderUrgent = (rows: PageOutcomes['rows']): Html =>
  renderTable({
    caption: `${formatNumber(rows.length)} people who need somebody to act`,
    columns: [
      { title: 'Line', kind: 'short' },
      { title: 'externalId', kind: 'head' },
      { title: 'Outcome' },
      { title: 'Why' },
      { title: 'Who must act' },
    ],
    rows: rows.map(({ line, externalId, outcome, reason, whoActs }) => [
      html`${line}`,
      renderField(externalId),
      html`${outcome}`,
      renderSentence(reason),
      html`${whoActs}`,
    ]),
  });
