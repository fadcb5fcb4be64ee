/** What a spreadsheet would take for a formula, also in its full-width forms and behind spaces. */
const formula = /^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

export const isFormula = (text: string): boolean => formula.test(text);

/**
 * A field that a spreadsheet shows as text whatever it holds: a formula is made harmless by an
 * apostrophe, and all are quoted.
 */
export const inertField = (text: string): string => `"${(isFormula(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** One CSV record (RFC 4180) in which no formula is live. */
export const inertRecord = (fields: readonly string[], delimiter: string): string =>
  `${fields.map(inertField).join(delimiter)}\r\n`;
