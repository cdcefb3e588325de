// Tests that need a Restate server: npm run cluster:install, then npm run test:restate
import { defineConfig } from 'vitest/config';
import '../environment.ts';

export default defineConfig({
  test: {
    include: ['test/restate/*.restate.ts'],
    reporters: ['default', './test/failuresInBrief.ts'],
    ...{ testTimeout: 300_000, hookTimeout: 300_000, maxWorkers: 2 },
    // One second is too short for workers, which are processes of their own.
    expect: { poll: { timeout: 120_000 } },
  },
});
