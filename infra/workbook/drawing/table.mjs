import { colors } from './colors.mjs';

/**
 * Draws rows as a table of the workbook, with column labels, and icons where the layout has
 * thresholds.
 */
export function table(rows, { formatters = [], labelSettings = [] }) {
  const columns = Object.keys(rows[0]);
  const cell = (tag, column, text) =>
    `<${tag}${typeof rows[0][column] === 'number' ? ' class="number"' : ''}>${text}</${tag}>`;
  const labelOf = (column) => labelSettings.find(({ columnId }) => columnId === column)?.label ?? column;
  const cellOf = (row) => (column) => cell('td', column, dot(column, row[column], formatters) + shown(row[column]));
  const head = columns.map((column) => cell('th', column, labelOf(column)));
  const body = rows.map((row) => `<tr>${columns.map(cellOf(row)).join('')}</tr>`);
  return `<table><tr>${head.join('')}</tr>${body.join('')}</table>`;
}

const shown = (value) => (typeof value === 'number' ? value.toLocaleString('en') : value.replaceAll('<', '&lt;'));

const icons = { success: 'green', warning: 'orange', error: 'redBright', info: 'lightBlue', pending: 'blue' };

/** Draws the icon that the thresholds of a column assign to a value. */
function dot(column, value, formatters) {
  const grid = formatters.find(({ columnMatch }) => columnMatch === column)?.formatOptions?.thresholdsGrid;
  const icon = grid?.find(({ thresholdValue }) => thresholdValue === value)?.representation;
  return icon === undefined ? '' : `<span class="dot" style="background:${colors[icons[icon]]}"></span>`;
}
