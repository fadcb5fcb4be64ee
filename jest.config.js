const { join } = require('node:path');

process.env.NODE_COMPILE_CACHE ??= join(__dirname, 'dist', 'compile-cache'); // tests start the same programs over and over

/** @type {import('jest').Config} */
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
  testTimeout: process.env.CHAOS === 'full' ? 3_600_000 : 120_000, // long enough for a machine twice as slow
  maxWorkers: 3, // most tests wait for other processes; Jest would leave one of two cores idle
};
