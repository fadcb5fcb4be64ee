import { newCheckpoint } from '../../../lib/ingestion/checkpoint';
import { isEnded, type State } from '../../../lib/ingestion/states';

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
