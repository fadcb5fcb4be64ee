import { createHash } from 'node:crypto';
import { BlobServiceClient, type BlockBlobClient } from '@azure/storage-blob';
import { uploadBlocks } from '../../../../lib/ingestion/storage/blockUpload';
import { ownAccount } from '../../../support/storage';

let blob: BlockBlobClient;
beforeAll(async () => {
  const container = BlobServiceClient.fromConnectionString(ownAccount()).getContainerClient('pieces');
  await container.create();
  blob = container.getBlockBlobClient('blob');
});

const hashOf = (...parts: Buffer[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

async function* partsOf(sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (const [index, size] of sizes.entries()) yield Buffer.alloc(size, index + 1);
}

const mebibyte = 1024 * 1024;

test.each([
  ['nothing', []],
  ['a few bytes', [3]],
  ['exactly a piece', [4 * mebibyte]],
  ['parts that fill no piece evenly', [mebibyte, 3 * mebibyte + 1, 7, 5 * mebibyte, 1]],
  ['a part of many pieces', [13 * mebibyte]],
])('`uploadBlocks()` replaces a blob by %s', async (_, sizes) => {
  await blob.uploadData(Buffer.from('before'));
  const parts: Buffer[] = [];
  for await (const part of partsOf(sizes)) parts.push(part);
  await uploadBlocks(blob, partsOf(sizes));
  expect(hashOf(await blob.downloadToBuffer())).toBe(hashOf(...parts));
});

test('`uploadBlocks()` leaves the blob as it was when its bytes end in an error', async () => {
  await blob.uploadData(Buffer.from('before'));
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(5 * mebibyte);
    throw new Error('the source broke');
  }
  await expect(uploadBlocks(blob, broken())).rejects.toThrow('the source broke');
  expect((await blob.downloadToBuffer()).toString()).toBe('before');
});

test('`uploadBlocks()` does not replace a version that somebody else wrote meanwhile', async () => {
  const { etag = '' } = await blob.uploadData(Buffer.from('before'));
  await blob.uploadData(Buffer.from('theirs'));
  await expect(uploadBlocks(blob, partsOf([9]), { conditions: { ifMatch: etag } })).rejects.toMatchObject({
    statusCode: 412,
  });
  expect((await blob.downloadToBuffer()).toString()).toBe('theirs');
});
