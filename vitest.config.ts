import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import './test/environment.ts';
import './test/memoryFolder.ts';

// Vitest begins with the largest files. These take long whatever their size: one that came last would run alone.
const LONG =
  /\/test\/(e2e|paths|crash|simulation|conformance|field|page|cli\/(cli|inspect)|engine\/tampering|volumeMigrate\/(waiting|failingJournal|staleReads))\b/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { long = [], short = [] } = Object.groupBy(await super.sort(files), ({ moduleId }) =>
      LONG.test(moduleId) ? 'long' : 'short',
    );
    return [...long, ...short];
  }
}

// The page in a browser, with a command of its own: npm run test:page. `live` and `offline` are in `npm test` too.
const IN_BROWSER = [
  'access',
  'followRuns',
  'inView',
  'lists',
  'looks',
  'otherWorkflows',
  'plan',
  'planLooks',
  'preview',
  'previewLooks',
  'search',
  'travel',
  'typeNames',
  'why',
].map((name) => `test/page/${name}.test.ts`);

// Long, with commands of their own: npm run test:simulated, test:page, test:simulation, test:docs.
const HEAVY = [
  'test/e2e/unusualSimulated*.test.ts',
  'test/e2e/crashesSimulated.test.ts',
  'test/e2e/leftoversSimulated.test.ts',
  'test/e2e/poolToPoolSimulated.test.ts',
  'test/e2e/plansSimulated.test.ts',
  'test/e2e/strategiesSimulated.test.ts',
  'test/docs/played/**',
  'test/strategies/documentedStrategy.test.ts',
  'test/simulator/readme.test.ts',
  'test/simulation/{simulation,wholePlans,plantedBugs,plantedPlanBugs}.test.ts',
  ...IN_BROWSER,
];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/failuresInBrief.ts'],
    exclude: ['test/openstack/**', ...(process.env['HEAVY'] === undefined ? HEAVY : [])],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/journal/everyRunReplays.ts', 'test/cli/compileCommand.ts'],
    // Most of the time tests wait: two processors serve six files at once.
    maxWorkers: Math.max(6, availableParallelism() - 1),
    // No file changes what another imports: a worker that loads the modules once takes a third less of a processor.
    isolate: false,
    // Long enough for a very busy machine; what hangs fails all the same.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // As patient as the tests: one second is too short for a page on a busy machine.
    expect: { poll: { timeout: 120_000 } },
    // Journals of the tests' runs do not go among the user's own.
    env: { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'volume-migrate-state-')) },
  },
});
