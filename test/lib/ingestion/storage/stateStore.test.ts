import { connectStorage, type Storage } from '../../../../lib/ingestion/storage/connect';
import { openStateStore } from '../../../../lib/ingestion/storage/stateStore';
import { ownAccount } from '../../../support/storage';

let storage: Storage;
beforeAll(async () => {
  storage = await connectStorage({ connectionString: ownAccount() });
});

test('a document that was never written reads as undefined', async () => {
  expect(await openStateStore('feed/never', storage).read('checkpoint')).toBeUndefined();
});

test('update() loses no change when several write one document at once', async () => {
  const stores = Array.from({ length: 4 }, () => openStateStore('feed/many', storage));
  const add = ({ update }: (typeof stores)[number]) => update<number>('count', (count = 0) => count + 1);
  await Promise.all([...stores, ...stores, ...stores].map(add));
  expect(await openStateStore('feed/many', storage).read('count')).toBe(12);
});
