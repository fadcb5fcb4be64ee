import type { FileSummary } from '../../lib/ingestion/inspection/fileSummary';
import { replaceControlCharacters } from '../context/printable';

/** The lines of a file's summary: what the mapping reads, before anything is sent. */
export function formatSummary(summary: FileSummary): string[] {
  const { active, inactive, statusColumn, statusWords, otherWords, managers, dates } = summary;
  const listed = statusWords.map(([word, count]) => `${quote(word)} ${count}`);
  const words = [...listed, ...(otherWords === 0 ? [] : [`${otherWords} records with other words`])].join(', ');
  return [
    `active: ${active} of ${active + inactive} people`,
    ...(statusColumn === undefined ? [] : [`column ${statusColumn}: ${words}`]),
    ...(managers.named === 0 ? [] : [`managers: ${managers.found} of ${managers.named} are in the file`]),
    ...dates.map(({ path, from, to }) => `${path}: from ${from} to ${to}`),
  ];
}

const quote = (word: string): string => (word === '' ? '(empty)' : `"${replaceControlCharacters(word)}"`);
