import type { Preview } from '../preview/preview';
import { previewLines } from '../preview/text';
import { documentOf } from './html/document';
import { type Html, html, nothing } from './html/html';
import { bar, count, table } from './html/table';
import { capitalized, field, people, sentence } from './html/words';

/** What a file would do, as one HTML file for a person: no script, nothing from elsewhere, and nobody in it. */
export function renderPreview(preview: Preview, file: string): string {
  return documentOf(
    html`Preview: ${preview.feed}`,
    html`<header>
<h1>What ${field(file)} would do</h1>
<p class="verdict">${verdictOf(preview)}</p>
${held(preview)}</header>
<section>
<h2>People</h2>
${peopleTable(preview)}</section>
${attributes(preview)}<section>
<h2>In short</h2>
${previewLines(preview).map((line) => html`<p>${sentence(capitalized(line))}.</p>`)}
</section>`,
  );
}

function verdictOf({ safeguards, requests, records, everybody, deactivated }: Preview): string {
  if (safeguards.length > 0) return 'A safeguard would hold this file: nothing of it would be sent.';
  if (requests === 0) return 'Nothing would be sent: everybody is as Entra was told last.';
  const sent = everybody ? records.valid : records.new + records.changed + records.repeated;
  return `${capitalized(people(sent + deactivated))} would be sent.`;
}

const held = ({ safeguards }: Preview): Html =>
  safeguards.length === 0
    ? nothing
    : html`<ul class="reasons warning">${safeguards.map(({ message }) => html`<li>${sentence(capitalized(message))}.</li>`)}</ul>
`;

function peopleTable({ records, leavers, returning, deactivated }: Preview): Html {
  const rows: [what: string, people: number, meaning: string][] = [
    ['New', records.new, 'Entra has not been given them before'],
    ['Changed', records.changed, 'something differs from what was sent last'],
    ['Due again', records.repeated, 'Entra failed with them; they are sent once more'],
    ['Unchanged', records.unchanged, 'as Entra was told last'],
    ['Leavers', leavers, 'active then; now inactive, or gone'],
    ['Returning', returning, 'inactive or absent then, active now'],
    ['Absent', records.absent, 'in the last accepted file, and not in this one'],
    ['Deactivated for absence', deactivated, 'gone, and sent as not active'],
    ['Rejected records', records.rejected, 'cannot be sent as they are'],
  ];
  return table({
    caption: 'How many, beside the last accepted file',
    columns: [{ title: 'Who', kind: 'head' }, { title: 'People', kind: 'count' }, { title: 'What it means' }],
    rows: rows.map(([what, number, meaning]) => [html`${what}`, count(number), html`${meaning}`]),
  });
}

function attributes({ attributes: list, records }: Preview): Html {
  if (list === null || list.length === 0) return nothing;
  return html`<section>
<h2>What changes</h2>
${table({
  caption: 'For how many people each attribute changes',
  columns: [
    { title: 'Attribute', kind: 'head' },
    { title: 'People', kind: 'count' },
    { title: '', kind: 'bar' },
  ],
  rows: list.map(({ attribute, people: number }) => [field(attribute), count(number), bar(number, records.changed)]),
})}</section>
`;
}
