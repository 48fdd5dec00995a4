/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/test/shared-azurite.ts',
  globalTeardown: '<rootDir>/test/unshare-azurite.ts',
  injectGlobals: false,
  // As many as the cores that must do: what Slack waits for is real time in some tests, and more would be in their way.
  maxWorkers: 2,
  maxConcurrency: 3,
  // Only against hanging for ever: on a busy machine a journey takes several times as long as on a quiet one.
  testTimeout: 180_000,
  testSequencer: '<rootDir>/test/sequencer.js',
  reporters: ['default', '<rootDir>/test/reporter.js'],
};
