import { replaceControlCharacters } from '../context/printable';

/** Shortens a text to so many characters. */
export function crop(text: string, widest: number): string {
  const characters = [...text];
  return characters.length > widest ? `${characters.slice(0, widest - 1).join('')}…` : text;
}

export interface TableOptions {
  align: 'left' | 'right';
  /** Of a terminal, in characters: the longest columns are shortened to fit it. */
  width?: number | undefined;
}

/** A column is not made narrower than this. */
const narrowest = 8;
const gap = 2;

/** Formats rows, the header first, as a table. */
export function formatTable(rows: readonly (readonly string[])[], { align, width }: TableOptions): string {
  const texts = rows.map((row) => row.map(replaceControlCharacters));
  const needed = (texts[0] ?? []).map((_, index) =>
    texts.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), 0),
  );
  const widths = fitWidths(needed, width);
  const line = (row: readonly string[]): string =>
    row
      .map((text, index) => {
        const columnWidth = widths[index] ?? 0;
        const shown = crop(text, columnWidth);
        return align === 'right' && index > 0 ? shown.padStart(columnWidth) : shown.padEnd(columnWidth);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  const [header = [], ...body] = texts;
  return [line(header), line(widths.map((columnWidth) => '-'.repeat(columnWidth))), ...body.map(line)].join('\n');
}

/** Takes from the widest columns what is too much for the terminal. */
function fitWidths(needed: readonly number[], width: number | undefined): number[] {
  const widths = [...needed];
  const total = (): number => widths.reduce((sum, one) => sum + one + gap, -gap);
  while (width && total() > width) {
    // a terminal of unknown width says 0
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
