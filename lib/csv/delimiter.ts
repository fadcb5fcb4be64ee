/** The delimiters that `auto` knows, the likeliest first. */
const delimiters = [',', ';', '\t', '|'] as const;

/**
 * The most frequent delimiter outside quotes in the header record; a comma where there is
 * none.
 */
export function detectDelimiter(header: string): string {
  const bare = header.replace(/"[^"]*"?/g, '');
  const count = (delimiter: string): number => bare.split(delimiter).length - 1;
  return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
