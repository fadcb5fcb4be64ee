/** `npm test`: the tests that show each promise once. `npm run test:all` runs all of them. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config'),
  globals: { tier: 'promises' }, // test/support/tiers.ts leaves out the others of a file
  testPathIgnorePatterns: ['\\.thorough\\.test\\.ts$'],
};
