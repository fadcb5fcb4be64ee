import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';

const scanInterval = 500;
/** A file that did not change in so many scans is complete: a copy over a slow network pauses. */
const stableScans = 4;

/** Names that editors, browsers and copy programs give to files that are not complete, and hidden files. */
const temporaryName = /^[.~]|~$|\.(tmp|temp|part|partial|filepart|crdownload|download|swp|swx|lock)$/i;

export interface InboxOptions {
  print: (line: string) => void;
  stop: AbortSignal;
}

interface SeenFile {
  /** Size and time of the last change. */
  version: string;
  /** Scans that found this version. */
  scans: number;
  uploaded: boolean;
  /** The error of the last attempt was told. */
  told: boolean;
}

/** Uploads each file below a folder once it is complete, and again whenever it changes, until it is stopped. */
export async function watchInbox(folder: string, inbox: ContainerClient, options: InboxOptions): Promise<void> {
  const { print, stop } = options;
  const seen = new Map<string, SeenFile>();
  while (!stop.aborted) {
    for (const path of await listFiles(folder)) {
      if (stop.aborted) break;
      const file = await look(join(folder, path), seen.get(path));
      if (file === undefined) continue;
      seen.set(path, file);
      if (file.uploaded || file.scans < stableScans) continue;
      try {
        file.uploaded = await upload(join(folder, path), file.version, inbox.getBlockBlobClient(path), options);
      } catch (error) {
        if (!file.told && !stop.aborted) print(`${join(folder, path)} could not be uploaded: ${messageOf(error)}`);
        file.told = true; // it is tried again at each scan
      }
    }
    await sleep(scanInterval, undefined, { signal: stop }).catch(() => {});
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Paths below a folder, with `/` between their parts. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []); // it may be removed
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => temporaryName.test(part)));
}

async function look(file: string, before: SeenFile | undefined): Promise<SeenFile | undefined> {
  const version = await versionOf(file);
  if (version === undefined) return undefined;
  if (before?.version === version) return { ...before, scans: before.scans + 1 };
  return { version, scans: 1, uploaded: false, told: false };
}

/** `undefined` when there is no such file, or it is none. */
async function versionOf(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? `${found.size} ${found.mtimeMs}` : undefined;
}

/** Uploads a version of a file, unless an earlier run has; gives whether that version is in the inbox now. */
async function upload(file: string, version: string, blob: BlockBlobClient, options: InboxOptions): Promise<boolean> {
  if ((await uploadedVersionOf(blob)) === version) return true;
  const content = await readFile(file);
  if ((await versionOf(file)) !== version) return false; // it changed while it was read
  await blob.uploadData(content, { metadata: { version }, abortSignal: options.stop });
  options.print(`uploaded ${file} to hr-inbox/${blob.name}`);
  return true;
}

/** Of the file as an earlier run uploaded it: a blob's own last-modified has whole seconds only. */
async function uploadedVersionOf(blob: BlockBlobClient): Promise<string | undefined> {
  return (await blob.getProperties().catch(() => undefined))?.metadata?.version;
}
