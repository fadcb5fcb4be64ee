import { explainErrorCode } from '../../cycles/errorCodes';
import type { LogEntry } from '../../graph/logs/logEntry';
import { parseAction, parseStatus } from '../../graph/logs/vocabulary';
import { type Answers, countTroubled } from '../answers';
import { emptyHtml, type Html, html } from '../html/html';
import {
  fittingRows,
  hiddenRowsNote,
  renderLead,
  renderNoneNote,
  renderPendingNote,
  renderTable,
  type Table,
} from '../html/table';
import { formatPeople, renderField, renderSentence } from '../html/words';
import type { PageInput } from '../input';
import { actionWords } from './cycle';
import { groupReasons, renderReasonsTable } from './reasons';

const fewRows = 5;

/** Renders the people with failures or warnings: what Entra reports about them, and what to do. */
export function renderTroubledPeople({ report }: PageInput, answers: Answers): Html {
  const { troubles, cycles } = answers;
  const number = Math.max(countTroubled(answers), new Set(troubles.map(({ sourceId }) => sourceId)).size);
  if (number === 0) {
    const open = cycles.length === 0 && report.requests.accepted > 0;
    return html`<h3>People with a failure or a warning</h3>
${open ? renderPendingNote('Not known yet: Entra has not answered.') : cycles.length === 0 ? renderLead('Nobody: nothing was sent to Entra.') : renderNoneNote(answers.unanswered > 0 ? 'Nobody so far.' : 'Nobody.')}`;
  }
  const rows = fittingRows(troubles, cellsOf);
  const shown = troubles.slice(0, rows.length);
  return html`<h3>${formatPeople(number)} with a failure or a warning</h3>
<p class="lead">Entra retries failed people automatically, but the problem remains until somebody fixes it.</p>
${shown.length > fewRows ? renderReasonsTable(groupReasons(troubles.map(renderErrorCode)), { caption: 'By Entra’s error code', tone: 'bad' }) : emptyHtml}
${rows.length > 0 ? renderEach(rows) : emptyHtml}${hiddenRowsNote(hiddenOf(answers, number, shown), html`Entra’s provisioning logs (<code>npx csv2scim logs</code>)`)}`;
}

function hiddenOf({ troubles }: Answers, number: number, shown: readonly LogEntry[]): number {
  return troubles.length > shown.length
    ? troubles.length - shown.length
    : number - new Set(shown.map(({ sourceId }) => sourceId)).size;
}

const renderErrorCode = ({ error }: LogEntry): string => error?.errorCode || 'No code';

const cellsOf = (entry: LogEntry): Html[] => [
  renderField(entry.sourceId),
  renderField(entry.displayName),
  happened(entry),
  said(entry),
  todo(entry),
];

const renderEach = (rows: Table['rows']): Html =>
  renderTable({
    caption: 'Each person',
    columns: [
      { title: 'externalId', kind: 'head' },
      { title: 'Name' },
      { title: 'What happened' },
      { title: 'What Entra says' },
      { title: 'What to do' },
    ],
    rows,
  });

function happened(entry: LogEntry): Html {
  const action = actionWords[parseAction(entry.action)];
  return parseStatus(entry.status) === 'failure'
    ? html`<p class="sign bad">✕ Failed</p><p>${action}</p>`
    : html`<p class="sign warning">! Warning</p><p>${action}</p>`;
}

function said({ error }: LogEntry): Html {
  if (error === undefined) return html`<span class="soft">Nothing</span>`;
  const { errorCode, reason, additionalDetails } = error;
  const paragraphs = [reason, additionalDetails]
    .filter((text) => text !== '')
    .map((text) => html`<p>${renderSentence(text)}</p>`);
  return html`${paragraphs}<p class="soft small">${renderField(errorCode)}</p>`;
}

/** Who must act, from our catalogue of errors, then Entra's recommendation. */
function todo({ error }: LogEntry): Html {
  const { reason, whoActs } = explainErrorCode(error?.errorCode ?? '');
  const who =
    whoActs === 'nobody'
      ? 'Nobody has to act'
      : `For ${whoActs === 'identity administrator' ? 'an identity administrator' : whoActs}`;
  const ours = html`<p>${who}: ${renderSentence(reason)}.</p>`;
  return error === undefined || error.recommendedAction === ''
    ? ours
    : html`${ours}<p class="soft">Entra recommends: ${renderSentence(error.recommendedAction)}</p>`;
}
