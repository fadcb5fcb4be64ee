import { emptyHtml, type Html, html } from '../html/html';
import {
  fittingRows,
  hiddenRowsNote,
  mostRows,
  renderLead,
  renderNoneNote,
  renderTable,
  type Table,
} from '../html/table';
import { formatNumber, formatQuantity, renderField, renderSentence } from '../html/words';
import type { PageInput, PageRejection } from '../input';
import { groupReasons, renderReason, renderReasonsTable } from './reasons';

const [mostColumns, mostNamed, fewRows] = [4, 2, 5];

/** Renders the rejected records: reasons and people. */
export function renderRejectedRecords({ report, rejections, header }: PageInput): Html {
  const { rejected } = report.records;
  if (rejected === 0 && rejections.length === 0) {
    return html`<h3>Rejected records</h3>
${report.records.read === 0 ? renderLead('No record was read.') : renderNoneNote('No record was rejected.')}`;
  }
  const columns = selectColumns(rejections.slice(0, mostRows), header);
  const rows = fittingRows(rejections, createCells(columns));
  return html`<h3>${formatQuantity(Math.max(rejected, rejections.length), 'rejected record')}</h3>
<p class="lead">They were not imported. Fix them in the HR system and send the file again. Nobody is disabled because a record was rejected.</p>
${rejections.length > fewRows ? why(rejections, rejected) : emptyHtml}
${
  rows.length > 0
    ? renderEach(
        rows,
        columns.map((index) => header[index] ?? ''),
      )
    : emptyHtml
}${hiddenRowsNote(Math.max(rejected, rejections.length) - rows.length, html`<code>rejected.csv</code>`)}`;
}

function why(rejections: readonly PageRejection[], rejected: number): Html {
  const all = rejections.length >= rejected;
  const caption = all
    ? 'Why they were rejected'
    : `Why they were rejected, by the first ${formatNumber(rejections.length)}`;
  return renderReasonsTable(groupReasons(rejections.map(({ reason }) => reason)), { caption, tone: 'bad' });
}

const createCells =
  (columns: readonly number[]) =>
  (rejection: PageRejection): Html[] => [
    html`${rejection.line}`,
    ...columns.map((index) => renderField(rejection.fields[index] ?? '')),
    extractReason(rejection),
  ];

const renderEach = (rows: Table['rows'], names: readonly string[]): Html =>
  renderTable({
    caption: 'Each record, with the fields that identify the person',
    columns: [{ title: 'Line', kind: 'short' }, ...names.map((title) => ({ title })), { title: 'Why it was rejected' }],
    rows,
  });

/**
 * Selects the first columns, which usually identify the person, and the columns that the reasons
 * name.
 */
function selectColumns(shown: readonly PageRejection[], header: readonly string[]): number[] {
  const first = header.slice(0, mostColumns).map((_, index) => index);
  const reasons = new Set(shown.map(({ reason }) => reason));
  const named = header
    .map((name, index) => ({ name, index }))
    .filter(
      ({ name, index }) => index >= mostColumns && [...reasons].some((reason) => reason.includes(`column ${name} `)),
    )
    .slice(0, mostNamed);
  return [...first, ...named.map(({ index }) => index)];
}

const extractReason = ({ reason, words }: PageRejection): Html =>
  words === undefined
    ? renderReason(reason)
    : html`${renderReason(reason)}<p class="soft">Entra says: ${renderSentence(words)}</p>`;
