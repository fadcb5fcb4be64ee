import type { Answers } from '../answers';
import { type Html, html } from '../html/html';
import { formatNumber, formatQuantity, renderField, renderTime } from '../html/words';
import type { PageInput } from '../input';

/** Renders the ids and hashes that an administrator searches by. */
export function renderDetails({ report, madeAt }: PageInput, { cycles }: Answers): Html {
  const { requests } = report;
  const code = (text: string): Html => html`<code>${renderField(text)}</code>`;
  const facts: [term: string, description: Html][] = [
    ['Ingestion', code(report.ingestionId)],
    ['Feed', renderField(report.feed)],
    ['File in the inbox', renderField(report.blob)],
    ['Version of the file (ETag)', code(report.etag)],
    ['SHA-256 of the file', report.sha256 === null ? html`not known` : code(report.sha256)],
    ['SHA-256 of the mapping', code(report.mappingHash)],
    ['Read', renderTime(report.inspectedAt)],
    ['Completely accepted', renderTime(report.acceptedAt)],
    [
      'Requests to Entra',
      html`${formatNumber(requests.accepted)} of ${formatQuantity(requests.total, 'request')} accepted`,
    ],
    ...cycles
      .slice(0, 5)
      .map(({ cycleId, jobId }): [string, Html] => ['Cycle', html`${code(cycleId)} of the job ${code(jobId)}`]),
    ...report.decisions.map(({ decision, by, at, reason }): [string, Html] => [
      'Decision',
      html`${decision} ${renderTime(at)} by the account ${code(by)}${reason === null ? '' : html`: ${renderField(reason)}`}`,
    ]),
    ['This page', html`made ${renderTime(madeAt)}`],
  ];
  return html`<dl>
${facts.map(
  ([term, description]) => html`<dt>${term}</dt><dd>${description}</dd>
`,
)}</dl>
`;
}
