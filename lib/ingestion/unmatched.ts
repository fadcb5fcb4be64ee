import { isCsv } from '../mapping/load';
import { isUnmatchedNews } from './seen';
import { type Storage, versionOf } from './storage';

/** Whether a blob that no mapping matches is news: a CSV file, of which nobody was told yet. */
export async function isNews(path: string, storage: Storage): Promise<boolean> {
  if (!isCsv(path)) return false; // .filepart, .tmp and the like come before their file
  const found = await versionOf(path, storage);
  return found === undefined || (await isUnmatchedNews(found.version, storage));
}
