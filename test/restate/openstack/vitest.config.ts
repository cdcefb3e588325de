// Runs on Restate against a real cloud: npm run cluster:install, npm run cloud:up && npm run cloud:seed, npm run test:restate:openstack
import { defineConfig } from 'vitest/config';
import '../../environment.ts';

export default defineConfig({
  test: { include: ['test/restate/openstack/*.openstack.ts'], testTimeout: 300_000, hookTimeout: 300_000 },
});
