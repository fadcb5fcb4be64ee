import { access, writeFile } from 'node:fs/promises';
import { SettingsError } from '../../lib/errors';
import { mappingSchema } from '../../lib/mapping/file/schema';

/** @throws SettingsError when a text cannot be the name of a feed */
export function checkFeedName(feed: string): void {
  const checked = mappingSchema.shape.feed.safeParse(feed);
  if (!checked.success)
    throw new SettingsError('--feed', checked.error.issues.map(({ message }) => message).join(', '));
}

/** @throws SettingsError when the file exists: it may have been edited since it was written */
export async function checkIsNew(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) throw existsError(file);
}

const existsError = (file: string): SettingsError =>
  new SettingsError('--output', `${file} exists already, and is not overwritten`);

/** Writes a new mapping file. @throws SettingsError when it exists, or cannot be written */
export async function writeMappingFile(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx' }).catch(({ code }: NodeJS.ErrnoException) => {
    throw code === 'EEXIST' ? existsError(file) : new SettingsError('--output', `${file} cannot be written (${code})`);
  });
}
