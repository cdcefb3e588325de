// The files of docs/cluster/, run as they are: npm run cluster:install, apt-get install haproxy, npm run test:deployment
import { defineConfig } from 'vitest/config';
import '../../environment.ts';

export default defineConfig({
  test: {
    include: ['test/restate/deployment/*.deployment.ts'],
    ...{ testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false },
    expect: { poll: { timeout: 120_000 } },
  },
});
