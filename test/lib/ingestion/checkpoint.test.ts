import {
  furthest,
  isEnded,
  newCheckpoint,
  type Progress,
  type State,
  stateStore,
} from '../../../lib/ingestion/checkpoint';
import { connectStorage, type Storage } from '../../../lib/ingestion/storage';
import { type Azurite, startAzurite } from '../../../local/azurite';

let azurite: Azurite;
let storage: Storage;
beforeAll(async () => {
  azurite = await startAzurite();
  storage = await connectStorage(azurite);
});
afterAll(() => azurite.stop());

const progress = (settled: number): Progress => ({ settled, accepted: settled, refused: [] });

test.each([
  [0, 0],
  [1, 2],
  [2, 1],
])('furthest() of %i and %i settled requests is the larger', (a, b) => {
  expect(furthest(progress(a), progress(b))).toEqual(progress(Math.max(a, b)));
});

test.each<[State, boolean]>([
  ['inspecting', false],
  ['uploading', false],
  ['waiting', false],
  ['rejected', true],
  ['accepted', true],
  ['superseded', true],
  ['failed', true],
])('isEnded() of %s is %s', (state, ended) => {
  expect(isEnded({ ...newCheckpoint, state })).toBe(ended);
});

test('a document that was never written reads as undefined', async () => {
  expect(await stateStore('feed/never', storage).read('checkpoint')).toBeUndefined();
});

test('update() loses no change when several write one document at once', async () => {
  const stores = Array.from({ length: 4 }, () => stateStore('feed/many', storage));
  const add = ({ update }: (typeof stores)[number]) => update<number>('count', (count = 0) => count + 1);
  await Promise.all([...stores, ...stores, ...stores].map(add));
  expect(await stateStore('feed/many', storage).read('count')).toBe(12);
});
