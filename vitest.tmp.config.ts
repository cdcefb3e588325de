import { defineConfig } from 'vitest/config';
export default defineConfig({ root: '/work/main', test: { include: ['test/openstack/*.test.ts'], testTimeout: 120000, hookTimeout: 60000, fileParallelism: false } });
