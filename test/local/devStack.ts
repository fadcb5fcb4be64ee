import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Child, startChild } from '../support/child';
import { type Folder, mapping, newFolder } from '../support/files';
import { until } from '../support/until';

export const devScript = join(__dirname, '..', '..', 'dist', 'local', 'dev.js');

/** A folder for `npm run dev`, with one mapping file that names no provisioning job. */
export async function newDevFolder(): Promise<Folder> {
  const folder = await newFolder();
  await folder.write(
    'employees.json',
    JSON.stringify(mapping('employees', { provisioningJob: undefined, send: 'changes' })),
  );
  return folder;
}

export const devSettings = { HrStorage: '', GRAPH_ENDPOINT: '', MAPPINGS: '.' };

/** `npm run dev` in a folder, without npm. */
export const startDev = ({ path }: Folder, settings: Record<string, string> = {}): Child =>
  startChild([devScript], { ...devSettings, ...settings }, path);

export const says = (child: Child, what: RegExp | string): Promise<true> =>
  until(String(what), () => (new RegExp(what).test(child.output()) ? true : undefined));

export async function isUp(child: Child): Promise<void> {
  await says(child, /Ctrl\+C ends/);
}

/** The settings that commands read with `--environment local`. */
export async function settingsIn({ path }: Folder): Promise<Record<string, string>> {
  const lines = (await readFile(join(path, '.local', 'env'), 'utf8')).trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** Resolves once nothing listens on the port of the folder's Azurite. */
export async function azuriteEnds({ path }: Folder): Promise<void> {
  const { blob } = JSON.parse(await readFile(join(path, '.local', 'ports.json'), 'utf8')) as { blob: number };
  await until('the end of Azurite', async () => {
    const socket = connect(blob, '127.0.0.1').on('error', () => {});
    const [event] = await Promise.race([
      once(socket, 'connect').then(() => ['listens']),
      once(socket, 'close').then(() => ['refused']),
    ]).catch(() => ['refused']);
    socket.destroy();
    return event === 'refused' ? true : undefined;
  });
}
