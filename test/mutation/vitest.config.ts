// The fast tests of the chart, which no mutant should survive: npm run mutants
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/machines/**/*.test.ts'],
    // The tests of the chart share no mutable state: one worker for all files halves the time.
    isolate: false,
  },
});
