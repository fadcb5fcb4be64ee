import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainErrorCode } from '../../../lib/cycles/errorCodes';

const source = readFileSync(join(__dirname, '..', '..', '..', 'lib', 'cycles', 'errorCodes.ts'), 'utf8');
const codes = [...source.matchAll(/'([A-Z]\w+)'/g)]
  .map(([, code = '']) => code)
  .filter((code) => !['HR', 'Microsoft'].includes(code));

test('each error code stands once, whatever its case', () => {
  expect(codes.length).toBeGreaterThan(40);
  const seen = codes.map((code) => code.toLowerCase());
  expect(seen.filter((code, index) => seen.indexOf(code) !== index)).toEqual([]);
});

test('an unknown code is for the identity administrator', () => {
  expect(explainErrorCode('NobodyKnows').whoActs).toBe('identity administrator');
  expect(explainErrorCode('uniquenessConstraintViolation').whoActs).toBe('HR');
});
