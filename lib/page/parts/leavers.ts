import type { LogEntry } from '../../graph/logs/logEntry';
import { parseAction } from '../../graph/logs/vocabulary';
import type { Answers } from '../answers';
import { emptyHtml, type Html, html } from '../html/html';
import { hiddenRowsNote, renderNoneNote, renderTable } from '../html/table';
import { formatPeople, renderField } from '../html/words';
import { actionWords } from './cycle';

const mostRows = 200;

/** Renders the people whose accounts Entra disabled or deleted. */
export function renderLeavers({ counts, gone, cycles, unanswered }: Answers): Html {
  const number = counts.disabled + counts.deleted;
  if (cycles.length === 0) return emptyHtml;
  if (number === 0)
    return html`<h3>People disabled or deleted</h3>
${renderNoneNote(unanswered > 0 ? 'Nobody so far.' : 'Nobody.')}`;
  const shown = gone.slice(0, mostRows);
  return html`<h3>${formatPeople(number)} disabled or deleted</h3>
${shown.length > 0 ? rows(shown) : emptyHtml}${hiddenRowsNote(number - shown.length, html`Entra’s provisioning logs (<code>npx csv2scim logs</code>)`)}`;
}

const rows = (shown: readonly LogEntry[]): Html =>
  renderTable({
    caption: 'Who lost access',
    columns: [{ title: 'externalId', kind: 'head' }, { title: 'Name' }, { title: 'What happened' }],
    rows: shown.map(({ sourceId, displayName, action }) => [
      renderField(sourceId),
      renderField(displayName),
      html`${actionWords[parseAction(action)]}`,
    ]),
  });
