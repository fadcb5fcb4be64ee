import { parseLogEntry } from '../../../../lib/graph/logs/logEntry';
import { toBetaLogEntry } from '../../../../local/entra/api/betaLogEntry';
import { entryOf, errorOf } from '../../../support/logEntries';

const error = errorOf({ additionalDetails: 'more' });
const failed = entryOf({
  status: 'failure',
  action: 'update',
  error,
  modified: [{ displayName: 'title', oldValue: null, newValue: 'Chief' }],
});

test('parseLogEntry() reads v1.0 and beta alike', () => {
  const read = parseLogEntry(failed);
  expect(parseLogEntry(toBetaLogEntry(failed))).toEqual(read);
  expect(read).toEqual({
    id: failed.id,
    activityDateTime: failed.activityDateTime,
    jobId: 'job-1',
    cycleId: 'cycle-1',
    changeId: failed.changeId,
    action: 'update',
    status: 'failure',
    sourceId: 'w1',
    targetId: 't1',
    displayName: 'Zoë Lang',
    error,
    modifiedProperties: [{ displayName: 'title', oldValue: null, newValue: 'Chief' }],
  });
});

const status = 'failure';
test.each([
  ['errorInformation', { provisioningStatusInfo: { status, errorInformation: error } }],
  ['errorInfo', { provisioningStatusInfo: { status, errorInfo: error } }],
  [
    'errorInfo beside an empty errorInformation',
    { provisioningStatusInfo: { status, errorInformation: null, errorInfo: error } },
  ],
  ['statusInfo itself', { statusInfo: { status, ...error } }],
  ['provisioningStatusInfo itself', { provisioningStatusInfo: { status, ...error } }],
  ['errorInformation of statusInfo', { statusInfo: { status, errorInformation: error } }],
  [
    'statusInfo beside an empty provisioningStatusInfo',
    { provisioningStatusInfo: null, statusInfo: { status, ...error } },
  ],
])('parseLogEntry() finds the error in %s', (_, entry) => {
  expect(parseLogEntry(entry)).toMatchObject({ status, error });
});

test.each([
  [
    'a code alone',
    { errorCode: 'X' },
    { errorCode: 'X', errorCategory: '', reason: '', additionalDetails: '', recommendedAction: '' },
  ],
  [
    'a reason alone',
    { reason: 'Y', errorCode: null },
    { errorCode: '', errorCategory: '', reason: 'Y', additionalDetails: '', recommendedAction: '' },
  ],
  ['neither', { errorCategory: 'failure', errorCode: null, reason: '' }, undefined],
  ['nothing', {}, undefined],
  ['null', null, undefined],
  ['a text', 'broken', undefined],
  ['numbers', { errorCode: 7, reason: [] }, undefined],
])('parseLogEntry() takes %s for an error or for none', (_, errorInformation, expected) => {
  expect(parseLogEntry({ provisioningStatusInfo: { status, errorInformation } }).error).toEqual(expected);
});

const nothing = {
  id: '',
  activityDateTime: '',
  jobId: '',
  cycleId: '',
  changeId: '',
  action: '',
  status: '',
  sourceId: '',
  targetId: '',
  displayName: '',
  error: undefined,
  modifiedProperties: [],
};
test.each([
  [null],
  [undefined],
  ['text'],
  [7],
  [[]],
  [{}],
  [{ sourceIdentity: null, targetIdentity: 'x', provisioningStatusInfo: null, modifiedProperties: null }],
  [{ id: 7, cycleId: null, changeId: {}, sourceIdentity: [], modifiedProperties: {}, unknown: true }],
])('parseLogEntry() makes an empty entry of %j', (value) => {
  expect(parseLogEntry(value)).toEqual(nothing);
});

test.each([
  ['the account', 'Target', 'Source', 'Target'],
  ['the source when the account has none', '', 'Source', 'Source'],
  ['the source when it is null', null, 'Source', 'Source'],
])('parseLogEntry() takes the name of %s', (_, target, source, expected) => {
  const entry = { targetIdentity: { displayName: target }, sourceIdentity: { displayName: source } };
  expect(parseLogEntry(entry).displayName).toBe(expected);
});

test('parseLogEntry() keeps properties in their order, and what is no text as null', () => {
  const modifiedProperties = [{ displayName: 'a', oldValue: '', newValue: 7 }, null, { newValue: 'x' }];
  expect(parseLogEntry({ modifiedProperties }).modifiedProperties).toEqual([
    { displayName: 'a', oldValue: '', newValue: null },
    { displayName: '', oldValue: null, newValue: null },
    { displayName: '', oldValue: null, newValue: 'x' },
  ]);
});
