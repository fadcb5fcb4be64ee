const { join } = require('node:path');

process.env.NODE_COMPILE_CACHE ??= join(__dirname, 'dist', 'compile-cache'); // tests start the same programs over and over

/** All tests: `npm run test:all`. @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  globalSetup: '<rootDir>/test/support/warmUp.ts',
  globalTeardown: '<rootDir>/test/support/cleanUp.ts',
  testTimeout: process.env.CHAOS === 'full' ? 10_800_000 : 900_000, // long enough for a machine ten times slower
  maxWorkers: 3, // most tests wait for other processes; Jest would leave one of two cores idle
};
