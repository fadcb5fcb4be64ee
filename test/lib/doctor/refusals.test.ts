import { RestError } from '@azure/storage-blob';
import { explainStorageError } from '../../../lib/doctor/refusals';

const restError = (code: string, statusCode?: number): Error =>
  new RestError('words of the service', { code, ...(statusCode !== undefined && { statusCode }) });
const named = (name: string): Error => Object.assign(new Error('words of the library'), { name });

test.each<[string, Error, string, RegExp]>([
  [
    'a role that is missing',
    restError('AuthorizationPermissionMismatch', 403),
    'refused (status 403, AuthorizationPermissionMismatch)',
    /^grant the role R on/,
  ],
  [
    'another account’s key',
    restError('AuthenticationFailed', 403),
    'refused (status 403, AuthenticationFailed)',
    /^the key or token.* grant the role R/,
  ],
  ['a name that is none', restError('ENOTFOUND'), 'does not respond correctly (ENOTFOUND)', /network/],
  [
    'a storage that is busy',
    restError('ServerBusy', 503),
    'does not respond correctly (status 503, ServerBusy)',
    /network/,
  ],
  ['a call that hung', new DOMException('late', 'AbortError'), 'does not respond correctly (AbortError)', /network/],
  [
    'nobody who signs in',
    named('AggregateAuthenticationError'),
    'cannot be read: nobody is signed in to Azure (AggregateAuthenticationError)',
    /az login.*role R /,
  ],
])('`explainStorageError()` says what to do about %s', (_, error, message, remedy) => {
  expect(explainStorageError(error, 'R')).toEqual({ message, remedy: expect.stringMatching(remedy) });
});

test('`explainStorageError()` hides no fault of ours', () => {
  expect(() => explainStorageError(new TypeError('ours'), 'R')).toThrow('ours');
});
