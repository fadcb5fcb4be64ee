import { randomUUID } from 'node:crypto';
import type { BlockBlobClient, BlockBlobCommitBlockListOptions } from '@azure/storage-blob';
import { callTimeout } from './calls';

/** Bytes of a piece: what is there at once. */
const blockSize = 4 * 1024 * 1024;

/**
 * Replaces a blob by bytes that are too many to be there as a whole, once the last of them have
 * arrived. However long they are in coming, no call of the storage may take longer than others may
 * (`uploadStream()` would wait for ever).
 */
export async function uploadBlocks(
  blob: BlockBlobClient,
  bytes: AsyncIterable<Buffer> | Iterable<Buffer>,
  options: BlockBlobCommitBlockListOptions = {},
): Promise<void> {
  const upload = randomUUID(); // others may be writing the same blob
  const ids: string[] = [];
  for await (const piece of splitIntoBlocks(bytes)) {
    const id = Buffer.from(`${upload} ${String(ids.length).padStart(5, '0')}`).toString('base64');
    await blob.stageBlock(id, piece, piece.length, callTimeout());
    ids.push(id);
  }
  await blob.commitBlockList(ids, { ...options, ...callTimeout() });
}

async function* splitIntoBlocks(bytes: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  let [parts, length]: [Buffer[], number] = [[], 0];
  for await (const part of bytes) {
    parts.push(part);
    length += part.length;
    if (length < blockSize) continue;
    yield Buffer.concat(parts);
    [parts, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(parts);
}
