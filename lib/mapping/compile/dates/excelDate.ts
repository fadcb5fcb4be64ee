const dayLength = 86_400_000;
/** The serial number of 9999-12-31. */
const lastSerial = 2_958_465;

/**
 * Parses a serial number of Excel's 1900 date system, such as 45356 (2024-03-05), with a fraction
 * of the day or without. Excel takes 1900 for a leap year, so 60 is no date.
 * @returns wall-clock time, milliseconds since 1970; `undefined` for any other text
 */
export function parseExcelDate(text: string): number | undefined {
  if (!/^\d{1,7}(?:[.,]\d+)?$/.test(text)) return undefined;
  const serial = Number(text.replace(',', '.'));
  const day = Math.floor(serial);
  if (day < 1 || day > lastSerial || day === 60) return undefined;
  const seconds = Math.min(86_399, Math.round((serial - day) * 86_400));
  return Date.UTC(1899, 11, day < 60 ? 31 : 30) + day * dayLength + seconds * 1000;
}
