// The suites that need a real cloud: npm run cloud:up && npm run cloud:seed && npm run test:openstack
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';

// Outages stop and start services for a quarter of an hour: npm run test:outages
const outages = process.env['OUTAGES'] === undefined ? ['test/openstack/outages.test.ts'] : [];
// Seen to pass on Zed; not yet tried on 2025.1.
const leftovers = process.env['CLOUD_RELEASE'] === '2025.1' ? ['test/openstack/leftovers.test.ts'] : [];
const leftOut = [...outages, ...leftovers];

export default defineConfig({
  test: {
    include: ['test/openstack/*.test.ts'],
    exclude: leftOut,
    globalSetup: ['test/journal/everyRunReplays.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'volume-migrate-state-')) },
  },
});
