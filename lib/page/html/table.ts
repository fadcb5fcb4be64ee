import { type Html, html, nothing } from './html';
import { field, grouped, shortened } from './words';

export interface Column {
  title: string;
  /** `head` names its row, `short` in few characters; `count` stands to the right; `bar` repeats a count as a drawing. */
  kind?: 'head' | 'short' | 'count' | 'bar';
}

export interface Table {
  caption: string;
  columns: readonly Column[];
  rows: readonly (readonly Html[])[];
}

const longestTitle = 40;
const atOnce = 10;

/** A table that becomes a list of cards where the screen is narrow; what is long is folded after its first rows. */
export function table({ caption, columns, rows }: Table): Html {
  if (rows.length <= atOnce * 2) return oneTable({ caption, columns, rows });
  const rest = rows.slice(atOnce);
  return html`${oneTable({ caption, columns, rows: rows.slice(0, atOnce) })}<details><summary>The other ${grouped(rest.length)}</summary>
${oneTable({ caption: `${caption} (continued)`, columns, rows: rest })}</details>
`;
}

const oneTable = ({ caption, columns, rows }: Table): Html => html`<div class="rows"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title, kind }) => html`<th scope="col" class="${kind ?? ''}">${field(title)}</th>`)}</tr></thead>
<tbody>${rows.map(
  (cells) => html`<tr>${columns.map((column, index) => cell(column, cells[index] ?? nothing))}</tr>
`,
)}</tbody>
</table></div>
`;

function cell({ title, kind }: Column, content: Html): Html {
  const label = shortened(title, longestTitle);
  return kind === 'head' || kind === 'short'
    ? html`<th scope="row" class="${kind}" data-label="${label}"><div>${content}</div></th>`
    : html`<td class="${kind ?? ''}" data-label="${label}"><div>${content}</div></td>`;
}

export const count = (number: number): Html => html`${grouped(number)}`;

/** A part of a whole, beside its number: it says nothing that the number does not. */
export function bar(part: number, whole: number): Html {
  const width = whole === 0 ? 0 : Math.max(1, Math.round((100 * part) / whole));
  return html`<svg viewBox="0 0 100 10" height="10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="node" width="${width}" height="10"/></svg>`;
}

/** Says what is not shown, and where it stands. */
export const more = (hidden: number, where: Html): Html =>
  hidden > 0
    ? html`<p class="soft">… and ${grouped(hidden)} more in ${where}.</p>
`
    : nothing;

/** An empty section says so, rather than to be absent. */
export const none = (words: string): Html => html`<p class="none">${words}</p>
`;

/** As `none`, for what may still come. */
export const notYet = (words: string): Html => html`<p class="none open">${words}</p>
`;

/** As `none`, where nothing is well about it. */
export const plain = (words: string): Html => html`<p class="lead">${words}</p>
`;
