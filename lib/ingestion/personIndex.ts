import type { CsvFile, CsvOptions } from '../csv/read';
import { detachText } from '../csv/record';
import { Columns } from '../mapping/compile/columns';
import type { FindPerson } from '../mapping/compile/leafContext';
import { toSentId } from '../mapping/compile/sentIds';
import { foldText } from '../mapping/compile/valueParser';
import type { Mapping } from '../mapping/file/parse';
import { sourceColumnOf } from '../mapping/leaves';
import type { Node } from '../mapping/types';
import { createEmptyWords } from './emptyWords';

/**
 * Reads the file for leaves with `find`: the externalId of each person by the text of a column.
 * Keeps both texts of each record in memory. `undefined` when no leaf needs it.
 */
export async function indexPeople(
  open: (options: CsvOptions) => Promise<Pick<CsvFile, 'header' | 'batches'>>,
  mapping: Mapping,
): Promise<FindPerson | undefined> {
  const names = findColumns(mapping.attributes);
  const idColumn = sourceColumnOf(mapping.attributes.externalId);
  if (names.length === 0 || idColumn === undefined) return undefined;
  const { header, batches } = await open(mapping.csv);
  const columns = new Columns(header);
  const idAt = columns.find(idColumn);
  const indexes = names.map((name) => ({
    place: columns.find(name),
    people: new Map<string, string | undefined>(),
    name,
  }));
  const clearEmptyWords = createEmptyWords(mapping.csv.emptyWords);
  let labels = mapping.csv.skipRecords;
  for await (const batch of batches)
    for (const record of batch) {
      if (labels-- > 0) continue;
      const { fields } = clearEmptyWords(record);
      const externalId = toSentId(fields[idAt ?? -1] ?? '');
      for (const { place, people } of indexes) {
        const text = foldText(fields[place ?? -1] ?? '');
        if (text === '' || externalId === '') continue;
        const isSeveral = people.has(text) && people.get(text)?.toLowerCase() !== externalId.toLowerCase();
        people.set(detachText(text), isSeveral ? undefined : detachText(externalId));
      }
    }
  return (column, text) => indexes.find(({ name }) => name === column)?.people.get(foldText(text));
}

/** The columns that leaves with `find` name. */
function findColumns(node: Node | Record<string, Node> | null): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('find' in node && typeof node.find === 'string' && 'column' in node) return [node.find];
  return [...new Set(Object.values(node as Record<string, Node>).flatMap((inner) => findColumns(inner)))];
}
