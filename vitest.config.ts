import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import './test/environment.ts';

// Vitest begins with the largest files. These take long whatever their size: one that came last would run alone.
const LONG =
  /\/test\/(e2e|paths|crash|simulation|conformance|field|page|cli\/(cli|inspect)|volumeMigrate\/(waiting|failingJournal))\b/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { long = [], short = [] } = Object.groupBy(await super.sort(files), ({ moduleId }) =>
      LONG.test(moduleId) ? 'long' : 'short',
    );
    return [...long, ...short];
  }
}

// Minutes long, with a command of their own: npm run test:simulated.
const HEAVY = [
  'test/e2e/unusualSimulated*.test.ts',
  'test/e2e/crashesSimulated.test.ts',
  'test/e2e/leftoversSimulated.test.ts',
  'test/e2e/poolToPoolSimulated.test.ts',
];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/openstack/**', ...(process.env['SIMULATED'] === undefined ? HEAVY : [])],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/journal/everyRunReplays.ts'],
    // Most of the time tests wait: two processors serve six files at once.
    maxWorkers: Math.max(6, availableParallelism() - 1),
    // No file changes what another imports: a worker that loads the modules once takes a third less of a processor.
    isolate: false,
    // Long enough for a very busy machine; what hangs fails all the same.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Journals of the tests' runs do not go among the user's own.
    env: { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'volume-migrate-state-')) },
  },
});
