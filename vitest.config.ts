import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/openstack/**'],
    globalSetup: ['test/journal/everyRunReplays.ts'],
    testTimeout: 20_000,
    // Journals of the tests' runs do not go among the user's own.
    env: { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'volume-migrate-state-')) },
  },
});
