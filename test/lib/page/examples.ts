import type { PageInput } from '../../../lib/page/input';
import { hostileInput } from './hostile';
import { cycleOf, entry, failed, input, range, rejection, report, warned } from './inputs';

/** What the page has to show well: each is opened in the browser, too. */
export function examples(): Record<
  'well' | 'rejections' | 'failures' | 'rejected' | 'before' | 'failed' | 'hostile',
  PageInput
> {
  const well = range(1, 1000).map((number) => entry(number, number > 960 ? { action: 'update' } : {}));
  const trouble = [
    ...range(1, 930).map((number) => entry(number)),
    ...range(931, 960).map((number) => entry(number, { action: 'update' })),
    ...range(961, 970).map((number) => entry(number, { action: 'disable' })),
    ...range(971, 980).map((number) => entry(number, { status: 'skipped' })),
    ...range(981, 984).map((number) => failed(number)),
    ...range(985, 987).map((number) => warned(number)),
  ];
  const rejections = range(1, 200).map((number) => rejection(number));
  const many = { read: 48_210, valid: 46_873, rejected: 1323, duplicates: 14, skipped: 0, repeatedHeaders: 0 };
  return {
    well: input({ entries: well, cycles: [cycleOf(well)] }),
    rejections: input({
      report: report({ records: many, requests: { total: 938, accepted: 938 } }),
      rejections,
    }),
    failures: input({
      report: report({
        records: { read: 1000, valid: 992, rejected: 3, duplicates: 5, skipped: 0, repeatedHeaders: 0 },
      }),
      rejections: rejections.slice(0, 3),
      entries: trouble,
      cycles: [
        cycleOf(trouble),
        cycleOf([], { cycleId: 'c2', startDateTime: '2026-11-23T10:05:00Z', endDateTime: '2026-11-23T10:05:30Z' }),
      ],
    }),
    rejected: input({
      report: report({
        state: 'rejected',
        reasons: [
          {
            code: 'wrong_field_count',
            message:
              'line 17: the record that starts on line 17 has more or fewer fields than the header: a delimiter or a line break in a text needs quotation marks around the whole field',
          },
        ],
        records: { read: 0, valid: 0, rejected: 0, duplicates: 0, skipped: 0, repeatedHeaders: 0 },
        requests: { total: 0, accepted: 0 },
        sha256: null,
        inspectedAt: null,
        acceptedAt: null,
      }),
    }),
    before: input(),
    failed: input({
      report: report({
        state: 'failed',
        reasons: [
          {
            code: 'forbidden',
            message: 'Graph refused the upload (403): the app lacks SynchronizationData-User.Upload',
          },
        ],
        requests: { total: 20, accepted: 8 },
        acceptedAt: null,
      }),
    }),
    hostile: hostileInput(),
  };
}
