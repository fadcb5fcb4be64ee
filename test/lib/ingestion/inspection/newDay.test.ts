import { Readable } from 'node:stream';
import { type OpenFile, readCsv } from '../../../../lib/csv/read';
import { inspectRecords } from '../../../../lib/ingestion/inspection/inspect';
import { createSelector } from '../../../../lib/ingestion/inspection/selectPeople';
import { createFileBaseline } from '../../../../lib/preview/baseline';
import { csvOf, people, person } from '../../../support/files';
import { parsed } from '../../mapping/mapped';

const openOf =
  (records: string[][]): OpenFile =>
  (csv) =>
    readCsv(Readable.from([Buffer.from(csvOf(records))]), csv);

test.each([
  [false, [2]],
  [true, [2, 5]],
])(
  '`createSelector()` sends for a new day whom it makes inactive, and new people only where it may add them: %j',
  async (canDayAddPeople, lines) => {
    const { mapping } = parsed(
      { externalId: 'WorkerID', active: { column: 'Status', equals: 'Active' }, title: 'JobTitle' },
      { feed: 'employees' },
    );
    const options = { callsPerDay: 2000, now: Date.now(), today: '2026-11-29' };
    const before = { name: 'before.csv', open: openOf(people(3)), sha256: '' };
    const { selecting } = await createFileBaseline(mapping, before, options);
    const now = [person(1, 'Chief').with(1, 'Left'), person(2, 'Chief'), person(3), person(4)];
    const { selected } = await inspectRecords(openOf(now), mapping, {
      key: selecting.key,
      createSelector: (leaves, header) =>
        createSelector(leaves, header, {
          ...selecting,
          mapping: { ...mapping, send: 'changes' },
          isForNewDay: true,
          canDayAddPeople,
        }),
    });
    expect([...(selected?.planned.lines ?? [])].sort()).toEqual(lines);
  },
);
