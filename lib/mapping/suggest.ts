import { closest, distance } from 'fastest-levenshtein';

/**
 * Returns `; did you mean X?` with the most similar of the known names. Returns an empty string
 * when every name differs in more than `maxDistance` characters.
 */
export function didYouMean(name: string, names: readonly string[], maxDistance = Math.max(2, name.length / 3)): string {
  const same = names.find((candidate) => candidate.trim().toLowerCase() === name.trim().toLowerCase());
  const nearest = same ?? (names.length > 0 ? closest(name, names) : undefined);
  const isNear = nearest !== undefined && (same !== undefined || distance(name, nearest) <= maxDistance);
  return isNear ? `; did you mean ${nearest}?` : '';
}
