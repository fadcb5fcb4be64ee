import type { Answers } from '../answers';
import { type Html, html } from '../html/html';
import { counted, field, grouped, time } from '../html/words';
import type { PageInput } from '../input';

/** What an administrator looks things up by. */
export function details({ report, madeAt }: PageInput, { cycles }: Answers): Html {
  const { requests } = report;
  const code = (text: string): Html => html`<code>${field(text)}</code>`;
  const facts: [term: string, description: Html][] = [
    ['Ingestion', code(report.ingestionId)],
    ['Feed', field(report.feed)],
    ['File in the inbox', field(report.blob)],
    ['Version of the file (ETag)', code(report.etag)],
    ['SHA-256 of the file', report.sha256 === null ? html`not known` : code(report.sha256)],
    ['SHA-256 of the mapping', code(report.mappingHash)],
    ['Read', time(report.inspectedAt)],
    ['Accepted as a whole', time(report.acceptedAt)],
    ['Requests to Entra', html`${grouped(requests.accepted)} of ${counted(requests.total, 'request')} accepted`],
    ...cycles
      .slice(0, 5)
      .map(({ cycleId, jobId }): [string, Html] => ['Cycle', html`${code(cycleId)} of the job ${code(jobId)}`]),
    ['This page', html`made ${time(madeAt)}`],
  ];
  return html`<dl>
${facts.map(
  ([term, description]) => html`<dt>${term}</dt><dd>${description}</dd>
`,
)}</dl>
`;
}
