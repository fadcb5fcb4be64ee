import type { Problem } from '../../errors';
import { isObject } from '../isObject';

/** Keys of a mapping file that are right by themselves, and contradict one another. */
export const conflictsOf = (raw: unknown): Problem[] => [...extensionConflicts(raw), ...absenceConflicts(raw)];

const absenceConflicts = (raw: unknown): Problem[] =>
  isObject(raw) && raw.absent === 'deactivate' && raw.content === 'partial'
    ? [{ path: 'absent', message: 'deactivate is for full content: a partial file does not say who is gone' }]
    : [];

/** A column cannot be sent twice under one name: once mapped, once as it is. */
function extensionConflicts(raw: unknown): Problem[] {
  if (!isObject(raw) || !isObject(raw.attributes) || !isObject(raw.extension)) return [];
  const { schema, columns } = raw.extension;
  const mapped = typeof schema === 'string' ? raw.attributes[schema] : undefined;
  if (!isObject(mapped) || !Array.isArray(columns)) return [];
  return columns
    .filter((name) => typeof name === 'string' && Object.hasOwn(mapped, name))
    .map((name) => ({ path: 'extension.columns', message: `${name} is mapped under attributes already` }));
}
