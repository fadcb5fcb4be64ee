import type { Preview } from '../preview/preview';
import { formatPreview, shortenAttribute } from '../preview/text';
import { renderDocument } from './html/document';
import { emptyHtml, type Html, html } from './html/html';
import { renderBar, renderCount, renderTable } from './html/table';
import { capitalize, formatPeople, renderField, renderSentence } from './html/words';

/** Renders a preview as one HTML page: no script, no external resource. */
export function renderPreview(preview: Preview, file: string): string {
  return renderDocument(
    html`Preview: ${preview.feed}`,
    html`<header>
<h1>What ${renderField(file)} would do</h1>
<p class="verdict">${renderVerdict(preview)}</p>
${held(preview)}</header>
<section>
<h2>People</h2>
${renderPeopleTable(preview)}</section>
${renderAttributes(preview)}<section>
<h2>In short</h2>
${formatPreview(preview).map((line) => html`<p>${renderSentence(capitalize(line))}.</p>`)}
</section>`,
  );
}

function renderVerdict({ safeguards, rejected, requests, records, everybody, deactivated }: Preview): string {
  if (safeguards.length > 0) return 'A safeguard would hold this file. Nothing would be sent.';
  if (rejected) return 'Nothing would be sent: the app would reject this file.';
  if (requests === 0) return 'Nothing would be sent: everybody is unchanged.';
  const sent = everybody ? records.valid : records.new + records.changed + records.repeated;
  return `${capitalize(formatPeople(sent + deactivated))} would be sent.`;
}

const held = ({ safeguards }: Preview): Html =>
  safeguards.length === 0
    ? emptyHtml
    : html`<ul class="reasons warning">${safeguards.map(({ message }) => html`<li>${renderSentence(capitalize(message))}.</li>`)}</ul>
`;

function renderPeopleTable({ records, leavers, returning, deactivated }: Preview): Html {
  const rows: [what: string, people: number, meaning: string][] = [
    ['New', records.new, 'never sent to Entra before'],
    ['Changed', records.changed, 'different from what was sent last'],
    ['Due again', records.repeated, 'not changed, but sent again: Entra failed, gave no answer, or it is their day'],
    ['Unchanged', records.unchanged, 'same as what was sent last'],
    ['Leavers', leavers, 'active before, now inactive or missing'],
    ['Returning', returning, 'inactive or missing before, active now'],
    ['Absent', records.absent, 'in the last accepted file, but not in this one'],
    ['Deactivated for absence', deactivated, 'missing, and sent as not active'],
    ['Rejected records', records.rejected, 'invalid, not sent'],
  ];
  return renderTable({
    caption: 'Number of people, compared with the last accepted file',
    columns: [{ title: 'Who', kind: 'head' }, { title: 'People', kind: 'count' }, { title: 'What it means' }],
    rows: rows.map(([what, number, meaning]) => [html`${what}`, renderCount(number), html`${meaning}`]),
  });
}

function renderAttributes({ attributes: list, records }: Preview): Html {
  if (list === null || list.length === 0) return emptyHtml;
  return html`<section>
<h2>What changes</h2>
${renderTable({
  caption: 'For how many people each attribute changes',
  columns: [
    { title: 'Attribute', kind: 'head' },
    { title: 'People', kind: 'count' },
    { title: 'Share', kind: 'bar' },
  ],
  rows: list.map(({ attribute, people: number }) => [
    renderField(shortenAttribute(attribute)),
    renderCount(number),
    renderBar(number, records.changed),
  ]),
})}</section>
`;
}
