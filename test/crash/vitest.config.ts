// Every kill point: npm run test:crash
import { defineConfig } from 'vitest/config';
import '../environment.ts';
import '../memoryFolder.ts';

export default defineConfig({
  test: { include: ['test/crash/*.crash.ts'], reporters: ['default', './test/failuresInBrief.ts'] },
});
