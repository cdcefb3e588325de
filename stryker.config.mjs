// Mutation testing of the chart: npm run mutants, or npm run mutants -- --mutate machines/guards.ts
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['machines/**/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  // Stryker would read tsconfig.json by TypeScript's own API, which TypeScript 7 has not. Types are stripped: none is needed.
  tsconfigFile: 'none',
  concurrency: 2,
  tempDirName: 'coverage/stryker',
  reporters: ['clear-text', 'progress', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'coverage/mutants.html' },
  jsonReporter: { fileName: 'coverage/mutants.json' },
};
