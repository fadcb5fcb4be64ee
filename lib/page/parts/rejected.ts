import { type Html, html, nothing } from '../html/html';
import { more, none, plain, table } from '../html/table';
import { counted, field, grouped, sentence } from '../html/words';
import type { PageInput, PageRejection } from '../input';
import { groupsOf, readable, reasonsTable } from './reasons';

const [mostRows, mostColumns, mostNamed, fewRows] = [200, 4, 2, 5];

/** The records that cannot be used: why, and who they are. */
export function rejectedRecords({ report, rejections, header }: PageInput): Html {
  const { rejected } = report.records;
  if (rejected === 0 && rejections.length === 0) {
    return html`<h3>Rejected records</h3>
${report.records.read === 0 ? plain('No record was read, so none was rejected by itself.') : none('No record was rejected.')}`;
  }
  const shown = rejections.slice(0, mostRows);
  return html`<h3>${counted(Math.max(rejected, rejections.length), 'rejected record')}</h3>
<p class="lead">They were not taken. Mend them in the HR system and send the file again. Nobody is disabled because a record was rejected.</p>
${shown.length > fewRows ? why(rejections, rejected) : nothing}
${shown.length > 0 ? rows(shown, header) : nothing}${more(Math.max(rejected, rejections.length) - shown.length, html`<code>rejected.csv</code>`)}`;
}

function why(rejections: readonly PageRejection[], rejected: number): Html {
  const all = rejections.length >= rejected;
  const caption = all ? 'Why they were rejected' : `Why they were rejected, by the first ${grouped(rejections.length)}`;
  return reasonsTable(groupsOf(rejections.map(({ reason }) => reason)), { caption, tone: 'bad' });
}

function rows(shown: readonly PageRejection[], header: readonly string[]): Html {
  const columns = columnsToShow(shown, header);
  return table({
    caption: 'Each record, with the fields that tell who it is',
    columns: [
      { title: 'Line', kind: 'short' },
      ...columns.map((index) => ({ title: header[index] ?? '' })),
      { title: 'Why it was rejected' },
    ],
    rows: shown.map((rejection) => [
      html`${rejection.line}`,
      ...columns.map((index) => field(rejection.fields[index] ?? '')),
      reasonOf(rejection),
    ]),
  });
}

/** The first columns, which mostly say who it is, and those that the reasons speak of. */
function columnsToShow(shown: readonly PageRejection[], header: readonly string[]): number[] {
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

const reasonOf = ({ reason, words }: PageRejection): Html =>
  words === undefined ? readable(reason) : html`${readable(reason)}<p class="soft">Entra says: ${sentence(words)}</p>`;
