import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';

const scanInterval = 500;
/**
 * A file that did not change during this number of scans is complete. A copy over a slow network
 * pauses.
 */
const stableScans = 4;

/** Hidden files, and names that editors, browsers and copy programs give to incomplete files. */
const temporaryName = /^[.~]|~$|\.(tmp|temp|part|partial|filepart|crdownload|download|swp|swx|lock)$/i;

export interface InboxOptions {
  print: (line: string) => void;
  stop: AbortSignal;
}

interface SeenFile {
  /** Size, and time of the last change. */
  version: string;
  /** Scans that found this version. */
  scans: number;
  uploaded: boolean;
  /** Whether the error of the last attempt was printed. */
  reported: boolean;
}

/**
 * Uploads each file below a folder when it is complete, and again when it changes, until `stop` is
 * aborted.
 */
export async function watchInbox(folder: string, inbox: ContainerClient, options: InboxOptions): Promise<void> {
  const { print, stop } = options;
  const seen = new Map<string, SeenFile>();
  while (!stop.aborted) {
    for (const path of await listFiles(folder)) {
      if (stop.aborted) break;
      const file = await inspectFile(join(folder, path), seen.get(path));
      if (file === undefined) continue;
      seen.set(path, file);
      if (file.uploaded || file.scans < stableScans) continue;
      try {
        file.uploaded = await upload(join(folder, path), file.version, inbox.getBlockBlobClient(path), options);
      } catch (error) {
        if (!file.reported && !stop.aborted)
          print(`${join(folder, path)} could not be uploaded: ${getErrorMessage(error)}`);
        file.reported = true; // retried at each scan
      }
    }
    await sleep(scanInterval, undefined, { signal: stop }).catch(() => {});
  }
}

const getErrorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Lists the paths below a folder, with `/` as separator. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []); // the folder may be deleted
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => temporaryName.test(part)));
}

async function inspectFile(file: string, before: SeenFile | undefined): Promise<SeenFile | undefined> {
  const version = await readVersion(file);
  if (version === undefined) return undefined;
  if (before?.version === version) return { ...before, scans: before.scans + 1 };
  return { version, scans: 1, uploaded: false, reported: false };
}

/** Returns size and time of a file, `undefined` when it does not exist or is no file. */
async function readVersion(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? `${found.size} ${found.mtimeMs}` : undefined;
}

/**
 * Uploads a version of a file, unless an earlier run did. @returns whether this version is in the
 * inbox now
 */
async function upload(file: string, version: string, blob: BlockBlobClient, options: InboxOptions): Promise<boolean> {
  if ((await readUploadedVersion(blob)) === version) return true;
  const content = await readFile(file);
  if ((await readVersion(file)) !== version) return false; // changed while it was read
  await blob.uploadData(content, { metadata: { version }, abortSignal: options.stop });
  options.print(`uploaded ${file} to hr-inbox/${blob.name}`);
  return true;
}

/**
 * Reads the version that an earlier run uploaded. A blob's last-modified time has whole seconds
 * only, so the version is metadata.
 */
async function readUploadedVersion(blob: BlockBlobClient): Promise<string | undefined> {
  return (await blob.getProperties().catch(() => undefined))?.metadata?.version;
}
