import { readFile, rename, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { Tenant } from './tenant';

/** What is of this run alone: rights and limits are those of the program. */
type Kept = Omit<Tenant, 'tokens' | 'limits' | 'thresholds' | 'logLag'>;

/** Takes over the directory, the jobs and the logs that an earlier run kept in a file, if there is one. */
export async function restoreTenant(file: string, tenant: Tenant): Promise<void> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return;
  try {
    Object.assign(tenant, deserialize(bytes) as Kept);
  } catch (cause) {
    throw new Error(`${file} cannot be read: remove it, and the simulated Entra begins anew`, { cause });
  }
}

/** Keeps them; a run that dies in between leaves the file as it was. */
export async function keepTenant(file: string, tenant: Tenant): Promise<void> {
  const { tokens: _, limits: __, thresholds: ___, logLag: ____, ...kept } = tenant;
  await writeFile(`${file}.new`, serialize(kept));
  await rename(`${file}.new`, file);
}
