import type { LogEntry } from '../../graph/logs/logEntry';
import { parseAction } from '../../graph/logs/vocabulary';
import type { Answers } from '../answers';
import { emptyHtml, type Html, html } from '../html/html';
import { fittingRows, hiddenRowsNote, renderNoneNote, renderTable, type Table } from '../html/table';
import { formatPeople, renderField } from '../html/words';
import { actionWords } from './cycle';

/** Renders the people whose accounts Entra disabled or deleted. */
export function renderLeavers({ counts, gone, cycles, unanswered }: Answers): Html {
  const number = counts.disabled + counts.deleted;
  if (cycles.length === 0) return emptyHtml;
  if (number === 0)
    return html`<h3>People disabled or deleted</h3>
${renderNoneNote(unanswered > 0 ? 'Nobody so far.' : 'Nobody.')}`;
  const rows = fittingRows(gone, cellsOf);
  return html`<h3>${formatPeople(number)} disabled or deleted</h3>
${rows.length > 0 ? renderGone(rows) : emptyHtml}${hiddenRowsNote(number - rows.length, html`Entra’s provisioning logs (<code>npx csv2scim logs</code>)`)}`;
}

const cellsOf = ({ sourceId, displayName, action }: LogEntry): Html[] => [
  renderField(sourceId),
  renderField(displayName),
  html`${actionWords[parseAction(action)]}`,
];

const renderGone = (rows: Table['rows']): Html =>
  renderTable({
    caption: 'Who lost access',
    columns: [{ title: 'externalId', kind: 'head' }, { title: 'Name' }, { title: 'What happened' }],
    rows,
  });
