import { emptyHtml, type Html, html, toMarkup } from './html';
import { formatNumber, renderField, shorten } from './words';

export interface Column {
  title: string;
  /**
   * `head`: the row's heading. `short`: a few characters. `count`: right-aligned. `bar`: a drawing
   * of a count.
   */
  kind?: 'head' | 'short' | 'count' | 'bar';
}

export interface Table {
  caption: string;
  columns: readonly Column[];
  rows: readonly (readonly Html[])[];
}

const longestTitle = 40;
const atOnce = 10;
/** The most rows of a table: a page stays below 2 MB. */
export const mostRows = 200;
/** The most characters in the rows of a table. */
const mostCharacters = 250_000;

/** The cells of the first items, as many as a page can hold. */
export function fittingRows<Item>(
  items: readonly Item[],
  cellsOf: (item: Item) => readonly Html[],
): (readonly Html[])[] {
  const rows: (readonly Html[])[] = [];
  let characters = 0;
  for (const item of items.slice(0, mostRows)) {
    const cells = cellsOf(item);
    characters += cells.reduce((sum, cell) => sum + toMarkup(cell).length, 0);
    if (characters > mostCharacters) break;
    rows.push(cells);
  }
  return rows;
}

/**
 * Renders a table, which becomes a list of cards on a narrow screen. Rows after the first ones are
 * folded.
 */
export function renderTable({ caption, columns, rows }: Table): Html {
  if (rows.length <= atOnce * 2) return renderOneTable({ caption, columns, rows });
  const rest = rows.slice(atOnce);
  return html`${renderOneTable({ caption, columns, rows: rows.slice(0, atOnce) })}<details><summary>The other ${formatNumber(rest.length)}</summary>
${renderOneTable({ caption: `${caption} (continued)`, columns, rows: rest })}</details>
`;
}

const renderOneTable = ({ caption, columns, rows }: Table): Html => html`<div class="rows"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title, kind }) => html`<th scope="col" class="${kind ?? ''}">${renderField(title)}</th>`)}</tr></thead>
<tbody>${rows.map(
  (cells) => html`<tr>${columns.map((column, index) => renderCell(column, cells[index] ?? emptyHtml))}</tr>
`,
)}</tbody>
</table></div>
`;

function renderCell({ title, kind }: Column, content: Html): Html {
  const label = shorten(title, longestTitle);
  return kind === 'head' || kind === 'short'
    ? html`<th scope="row" class="${kind}" data-label="${label}"><div>${content}</div></th>`
    : html`<td class="${kind ?? ''}" data-label="${label}"><div>${content}</div></td>`;
}

export const renderCount = (number: number): Html => html`${formatNumber(number)}`;

/** Draws a part of a whole. The number beside it says the same. */
export function renderBar(part: number, whole: number): Html {
  const width = whole === 0 ? 0 : Math.max(1, Math.round((100 * part) / whole));
  return html`<svg viewBox="0 0 100 10" height="10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="node info" width="${width}" height="10"/></svg>`;
}

/** Says how many rows are hidden, and where to find them. */
export const hiddenRowsNote = (hidden: number, where: Html): Html =>
  hidden > 0
    ? html`<p class="soft">… and ${formatNumber(hidden)} more in ${where}.</p>
`
    : emptyHtml;

/** Says that a section is empty. */
export const renderNoneNote = (words: string): Html => html`<p class="none">${words}</p>
`;

/** As `renderNoneNote()`, for data that may still come. */
export const renderPendingNote = (words: string): Html => html`<p class="none open">${words}</p>
`;

/** As `renderNoneNote()`, without a positive meaning. */
export const renderLead = (words: string): Html => html`<p class="lead">${words}</p>
`;
