import { status } from '../../../../../lib/ingestion/inspection/census';
import { countChangedAttributes } from '../../../../../lib/ingestion/inspection/changes/changedAttributes';
import { emptyStore } from '../../../../../lib/ingestion/people/store';

test('`countChangedAttributes()` compares bytes, and leaves out what the store does not know', () => {
  const store = {
    ...emptyStore,
    attributes: ['old', 'title', 'userName'],
    values: Buffer.from(
      [
        [1, 1, 1],
        [1, 0, 1],
        [1, 1, 1],
        [1, 1, 0],
      ].flat(),
    ),
  };
  const now = [
    [9, 2, 1],
    [9, 2, 2],
  ];
  const changes = countChangedAttributes({
    store,
    attributes: ['new', 'title', 'userName'],
    statuses: Uint8Array.from([status.active, status.inactive, status.rejected, 0]),
    rows: [
      { row: 0, place: 0 },
      { row: 1, place: 1 },
    ],
    byteAt: (row, attribute) => now[row]?.[attribute] ?? 0,
  });
  expect(changes).toEqual([
    { path: 'new', known: 0, changed: 0 },
    { path: 'title', known: 1, changed: 1 },
    { path: 'userName', known: 2, changed: 1 },
  ]);
});
