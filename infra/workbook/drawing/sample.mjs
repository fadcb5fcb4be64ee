/**
 * Invented rows for the workbook's queries: two feeds over two weeks, with a held file on the last
 * day.
 */

const days = Array.from({ length: 14 }, (_, index) => new Date(Date.UTC(2026, 10, 11 + index)).toISOString());
const last = days.length - 1;

/** Varies a number a little, in the same way at each run. */
const about = (mean, index) => Math.round(mean * (1 + 0.08 * Math.sin(index * 2.4) + 0.05 * Math.cos(index * 5.1)));
const isWeekend = (day) => [0, 6].includes(new Date(day).getUTCDay());

const id = (day, hour, hash) => `${day.slice(0, 10).replaceAll('-', '')}T${hour}0000Z-${hash}`;
const held = id(days[last], '06', '9c41e7d2');

const filesByState = days.flatMap((day, index) => [
  { day, state: 'accepted', files: index === last ? 1 : 2 },
  ...(isWeekend(day) ? [{ day, state: 'unchanged', files: 1 }] : []),
  ...(index === 5 ? [{ day, state: 'rejected', files: 1 }] : []),
  ...(index === 8 ? [{ day, state: 'superseded', files: 1 }] : []),
  ...(index === last ? [{ day, state: 'held', files: 1 }] : []),
]);

const people = days.map((day, index) => ({
  day,
  accepted: index === last ? 1180 : about(21_000, index),
  rejected: about(40, index) + (index === 5 ? 310 : 0),
  held: index === last ? 19_812 : 0,
}));

const outcomes = [
  ['update.success', 360],
  ['create.success', 42],
  ['disable.success', 17],
  ['update.failure', 9],
  ['create.failure', 4],
];
const cyclesOverTime = days.flatMap((began, index) =>
  outcomes.map(([outcome, mean]) => ({
    began,
    outcome,
    changes: about(isWeekend(began) ? mean / 6 : mean, index) + (outcome === 'create.failure' && index === 9 ? 60 : 0),
  })),
);

const quota = days.flatMap((day, index) =>
  [0, 6, 12, 18].map((hour) => ({
    hour: new Date(Date.parse(day) + hour * 3_600_000).toISOString(),
    percent: about(hour === 6 ? 24 : 21, index + hour),
  })),
);

export const rows = {
  decisions: [
    {
      since: `${days[last].slice(0, 10)}T06:01:12Z`,
      feed: 'employees',
      state: 'held',
      reason: 'max_leavers',
      command: `npx csv2scim release ${held}, or discard ${held}`,
    },
  ],
  feeds: [
    { feed: 'contractors', state: 'accepted', hoursAgo: 5.2, peopleAccepted: 1180, peopleRejected: 3, reason: '' },
    {
      feed: 'employees',
      state: 'held',
      hoursAgo: 2.1,
      peopleAccepted: 0,
      peopleRejected: 38,
      reason: 'max_leavers',
    },
  ],
  jobs: [
    { feed: 'contractors', code: 'Active', quarantineReason: '', minutesAgo: 7 },
    { feed: 'employees', code: 'Active', quarantineReason: '', minutesAgo: 7 },
  ],
  filesByState,
  people,
  cyclesOverTime,
  quota,
  errorCodes: [
    { errorCode: 'AzureActiveDirectoryInvalidUserPrincipalName', action: 'create', times: 61 },
    { errorCode: 'EntryConflict', action: 'create', times: 34 },
    { errorCode: 'InvalidAttributeValue', action: 'update', times: 19 },
    { errorCode: 'ReferenceNotFound', action: 'update', times: 6 },
  ],
  ingestions: [
    file(days[last], '06', '9c41e7d2', 'employees', 'held', 'max_leavers', [19_850, 0, 38, 0, 0.4]),
    file(days[last], '03', '51b0aa17', 'contractors', 'accepted', '', [1183, 1180, 3, 24, 0.2]),
    file(days[last - 1], '06', 'e2207f3c', 'employees', 'accepted', '', [20_410, 20_371, 39, 408, 1.1]),
    file(days[last - 1], '03', '0d9a64be', 'contractors', 'accepted', '', [1180, 1177, 3, 24, 0.2]),
    file(days[5], '06', '77f1c085', 'employees', 'rejected', 'wrong_columns', [0, 0, 0, 0, 0.1]),
  ],
  ingestion: [
    { timestamp: `${days[last].slice(0, 10)}T06:01:12Z`, source: 'event', text: 'held max_leavers' },
    {
      timestamp: `${days[last].slice(0, 10)}T06:01:12Z`,
      source: 'log',
      text: `employees ${held} held (19812 of 19850 records, 0 of 397 requests) max_leavers: …`,
    },
  ],
  cycles: [
    cycle(days[last], '04', 'a3f0', 'contractors', 'growing', [12.4, 1177, 61, 0]),
    cycle(days[last - 1], '07', 'b81c', 'employees', 'final', [31.9, 20_371, 432, 13]),
    cycle(days[last - 1], '04', 'c92d', 'contractors', 'final', [11.8, 1177, 55, 0]),
    cycle(days[9], '07', 'd17e', 'employees', 'final', [34.2, 20_288, 498, 75]),
  ],
  cycle: [
    { action: 'update', success: 362, failure: 9, skipped: 0, warning: 1 },
    { action: 'create', success: 41, failure: 4, skipped: 0, warning: 0 },
    { action: 'disable', success: 15, failure: 0, skipped: 0, warning: 0 },
  ],
  cycleErrors: [
    { errorCode: 'InvalidAttributeValue', errorCategory: 'Failure', action: 'update', times: 9 },
    { errorCode: 'EntryConflict', errorCategory: 'Failure', action: 'create', times: 4 },
  ],
};

function file(
  day,
  hour,
  hash,
  feed,
  state,
  reason,
  [recordsRead, recordsAccepted, recordsRejected, requests, minutes],
) {
  const timestamp = `${day.slice(0, 10)}T${hour}:01:12Z`;
  const counts = { recordsRead, recordsAccepted, recordsRejected, requests, minutes };
  return { timestamp, feed, ingestionId: id(day, hour, hash), state, reason, ...counts };
}

function cycle(day, hour, cycleId, feed, state, [minutes, users, changes, failures]) {
  return { began: `${day.slice(0, 10)}T${hour}:12:40Z`, feed, cycleId, state, minutes, users, changes, failures };
}
