// The suites that need a real cloud: npm run cloud:up && npm run cloud:seed && npm run test:openstack
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import './test/environment.ts';

// What takes a quarter of an hour has a command of its own: npm run test:outages, npm run test:unusual
const long = [
  ...(process.env['OUTAGES'] === undefined ? ['test/openstack/outages.test.ts'] : []),
  // A pool that came and went may be seen by the suites that list the pools.
  ...(process.env['UNUSUAL'] === undefined
    ? ['test/openstack/unusual.test.ts', 'test/openstack/poolToPool.test.ts']
    : []),
];

export default defineConfig({
  test: {
    include: ['test/openstack/*.test.ts'],
    reporters: ['default', './test/failuresInBrief.ts'],
    exclude: long,
    globalSetup: ['test/journal/everyRunReplays.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    env: { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'volume-migrate-state-')) },
  },
});
