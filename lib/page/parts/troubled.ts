import { explainErrorCode } from '../../cycles/errorCodes';
import type { LogEntry } from '../../graph/logs/logEntry';
import { parseAction, parseStatus } from '../../graph/logs/vocabulary';
import { type Answers, inTrouble } from '../answers';
import { type Html, html, nothing } from '../html/html';
import { more, none, notYet, plain, table } from '../html/table';
import { field, people, sentence } from '../html/words';
import type { PageInput } from '../input';
import { actionWords } from './cycle';
import { groupsOf, reasonsTable } from './reasons';

const [mostRows, fewRows] = [200, 5];

/** The people whom Entra did not take over as the file has them, what it says about them, and what to do. */
export function troubledPeople({ report }: PageInput, answers: Answers): Html {
  const { troubles, cycles } = answers;
  const number = Math.max(inTrouble(answers), new Set(troubles.map(({ sourceId }) => sourceId)).size);
  if (number === 0) {
    const open = cycles.length === 0 && report.requests.accepted > 0;
    return html`<h3>People with a failure or a warning</h3>
${open ? notYet('Not known yet: Entra has not answered.') : cycles.length === 0 ? plain('Nobody: nothing was sent to Entra.') : none(answers.unanswered > 0 ? 'Nobody so far.' : 'Nobody.')}`;
  }
  const shown = troubles.slice(0, mostRows);
  return html`<h3>${people(number)} with a failure or a warning</h3>
<p class="lead">Entra tries failed people again by itself, but what is wrong stays wrong until somebody mends it.</p>
${shown.length > fewRows ? reasonsTable(groupsOf(troubles.map(codeOf)), { caption: 'By Entra’s error code', tone: 'bad' }) : nothing}
${shown.length > 0 ? rows(shown) : nothing}${more(hiddenOf(answers, number, shown), html`Entra’s provisioning logs (<code>npx csv2scim logs</code>)`)}`;
}

function hiddenOf({ troubles }: Answers, number: number, shown: readonly LogEntry[]): number {
  return troubles.length > shown.length
    ? troubles.length - shown.length
    : number - new Set(shown.map(({ sourceId }) => sourceId)).size;
}

const codeOf = ({ error }: LogEntry): string => error?.errorCode || 'No code';

const rows = (shown: readonly LogEntry[]): Html =>
  table({
    caption: 'Each person',
    columns: [
      { title: 'externalId', kind: 'head' },
      { title: 'Name' },
      { title: 'What happened' },
      { title: 'What Entra says' },
      { title: 'What to do' },
    ],
    rows: shown.map((entry) => [
      field(entry.sourceId),
      field(entry.displayName),
      happened(entry),
      said(entry),
      todo(entry),
    ]),
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
    .map((text) => html`<p>${sentence(text)}</p>`);
  return html`${paragraphs}<p class="soft small">${field(errorCode)}</p>`;
}

/** Who acts, by our own catalogue, then what Entra recommends. */
function todo({ error }: LogEntry): Html {
  const { reason, whoActs } = explainErrorCode(error?.errorCode ?? '');
  const who =
    whoActs === 'nobody'
      ? 'Nobody has to act'
      : `For ${whoActs === 'identity administrator' ? 'an identity administrator' : whoActs}`;
  const ours = html`<p>${who}: ${sentence(reason)}.</p>`;
  return error === undefined || error.recommendedAction === ''
    ? ours
    : html`${ours}<p class="soft">Entra recommends: ${sentence(error.recommendedAction)}</p>`;
}
