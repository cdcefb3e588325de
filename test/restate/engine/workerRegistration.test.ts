// A worker that cannot be registered does not stay.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

const COMMAND = join(import.meta.dirname, '../../../src/bin.ts');
// Nothing listens there.
const NOWHERE = 'http://127.0.0.1:1';

test('a worker that cannot reach the admin API to register itself ends with status 2, and says why', () => {
  const args = ['worker', '--ingress', NOWHERE, '--admin', NOWHERE, '--listen', '127.0.0.1:0', '--register'];
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    ...{ encoding: 'utf8', timeout: 60_000 },
  });
  expect(status).toBe(2);
  expect(stderr).toContain(`cannot reach Restate's admin API at ${NOWHERE}/`);
});
