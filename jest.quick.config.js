/** `npm test`: the tests that show each behaviour once. `npm run test:all` runs all of them. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config'),
  globals: { tier: 'quick' }, // test/support/tiers.ts leaves out the others of a file
  testPathIgnorePatterns: ['\\.thorough\\.test\\.ts$'],
};
