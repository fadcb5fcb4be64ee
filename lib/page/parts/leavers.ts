import type { LogEntry } from '../../graph/logs/logEntry';
import { parseAction } from '../../graph/logs/vocabulary';
import type { Answers } from '../answers';
import { type Html, html, nothing } from '../html/html';
import { more, none, table } from '../html/table';
import { field, people } from '../html/words';
import { actionWords } from './cycle';

const mostRows = 200;

/** Whose accounts Entra switched off or deleted: the first thing that HR asks, and the last that may go wrong unseen. */
export function leavers({ counts, gone, cycles, unanswered }: Answers): Html {
  const number = counts.disabled + counts.deleted;
  if (cycles.length === 0) return nothing;
  if (number === 0)
    return html`<h3>People disabled or deleted</h3>
${none(unanswered > 0 ? 'Nobody so far.' : 'Nobody.')}`;
  const shown = gone.slice(0, mostRows);
  return html`<h3>${people(number)} disabled or deleted</h3>
${shown.length > 0 ? rows(shown) : nothing}${more(number - shown.length, html`Entra’s provisioning logs (<code>npx csv2scim logs</code>)`)}`;
}

const rows = (shown: readonly LogEntry[]): Html =>
  table({
    caption: 'Who lost access',
    columns: [{ title: 'externalId', kind: 'head' }, { title: 'Name' }, { title: 'What happened' }],
    rows: shown.map(({ sourceId, displayName, action }) => [
      field(sourceId),
      field(displayName),
      html`${actionWords[parseAction(action)]}`,
    ]),
  });
