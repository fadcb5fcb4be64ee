import { emptyHtml, type Html, html } from '../html/html';
import { capitalize, renderSentence } from '../html/words';
import type { PageInput } from '../input';

/** Renders what people should know of the records, although nothing is rejected for it. */
export const renderNotes = ({ notes }: Pick<PageInput['report'], 'notes'>): Html =>
  notes.length === 0
    ? emptyHtml
    : html`<h3>Notes</h3>
<ul class="reasons info">${notes.map(({ message, lines }) => html`<li>${renderSentence(capitalize(message))}${lines.length === 0 ? emptyHtml : ` (line${lines.length === 1 ? '' : 's'} ${lines.join(', ')})`}</li>`)}</ul>
`;
