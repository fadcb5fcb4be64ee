import { closest, distance } from 'fastest-levenshtein';

/**
 * `; did you mean X?` with the nearest of the right names, or nothing when none is near: it may
 * differ in `most` characters.
 */
export function didYouMean(name: string, names: readonly string[], most = Math.max(2, name.length / 3)): string {
  const same = names.find((candidate) => candidate.trim().toLowerCase() === name.trim().toLowerCase());
  const nearest = same ?? (names.length > 0 ? closest(name, names) : undefined);
  const near = nearest !== undefined && (same !== undefined || distance(name, nearest) <= most);
  return near ? `; did you mean ${nearest}?` : '';
}
