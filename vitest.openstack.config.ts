// The suites that need a real cloud: npm run cloud:up && npm run cloud:seed && npm run test:openstack
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import './test/environment.ts';

// Outages stop and start services for a quarter of an hour: npm run test:outages
const outages = process.env['OUTAGES'] === undefined ? ['test/openstack/outages.test.ts'] : [];

export default defineConfig({
  test: {
    include: ['test/openstack/*.test.ts'],
    exclude: outages,
    globalSetup: ['test/journal/everyRunReplays.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'volume-migrate-state-')) },
  },
});
