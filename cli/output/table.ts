import { replaceControlCharacters } from '../context/printable';

/** Shortens a text to so many characters. */
export function crop(text: string, widest: number): string {
  const characters = [...text];
  return characters.length > widest ? `${characters.slice(0, widest - 1).join('')}…` : text;
}

/** Formats rows, the header first, as a table. */
export function formatTable(rows: readonly (readonly string[])[], align: 'left' | 'right'): string {
  const texts = rows.map((row) => row.map(replaceControlCharacters));
  const widths = (texts[0] ?? []).map((_, index) =>
    texts.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), 0),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, index) => {
        const width = widths[index] ?? 0;
        return align === 'right' && index > 0 ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const [header = [], ...body] = texts;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
