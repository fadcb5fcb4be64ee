import { errorCodeRows, explainErrorCode } from '../../../lib/cycles/errorCodes';

const codes = errorCodeRows.flatMap(([, , ...codes]) => codes);

test('each error code stands once, whatever its case', () => {
  expect(codes.length).toBeGreaterThan(40);
  const seen = codes.map((code) => code.toLowerCase());
  expect(seen.filter((code, index) => seen.indexOf(code) !== index)).toEqual([]);
});

test.each(errorCodeRows)('%s: %s is a part of a sentence', (_, reason) =>
  expect(reason).toMatch(/^(\p{Ll}|Entra).*[^.]$/u),
);

test('an unknown code is for the identity administrator', () => {
  expect(explainErrorCode('NobodyKnows').whoActs).toBe('identity administrator');
  expect(explainErrorCode('uniquenessConstraintViolation').whoActs).toBe('HR');
});
