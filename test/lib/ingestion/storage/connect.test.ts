import { downloadVersion, findVersion } from '../../../../lib/ingestion/storage/blobs';
import { connectStorage } from '../../../../lib/ingestion/storage/connect';
import { ownAccount } from '../../../support/storage';

test('`downloadVersion()` throws the reason of its signal as soon as the next bytes come', async () => {
  const storage = await connectStorage({ connectionString: ownAccount() });
  await storage.inbox.createIfNotExists();
  await storage.inbox.getBlockBlobClient('a.csv').uploadData(Buffer.alloc(1024 * 1024));
  const found = await findVersion('a.csv', storage);
  if (found === undefined) throw new Error('the blob is not there');
  const stop = new AbortController();
  let read = 0;
  const readAll = async (): Promise<void> => {
    for await (const chunk of downloadVersion(found.version, storage, stop.signal)) {
      read += chunk.length;
      stop.abort(new Error('the host stops'));
    }
  };
  await expect(readAll()).rejects.toThrow('the host stops');
  expect(read).toBeLessThan(1024 * 1024);
});
