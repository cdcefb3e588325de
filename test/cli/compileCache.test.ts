// Where the command keeps what Node has compiled of it: whatever prevents that, the command runs without.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

const COMMAND = join(import.meta.dirname, '../../src/bin.ts');

// As Node's own function does for a user whom the system does not know, if HOME is not set.
const WITHOUT_HOME = `
import os from 'node:os';
import { syncBuiltinESMExports } from 'node:module';
os.homedir = () => { throw new Error('uv_os_homedir returned ENOENT'); };
syncBuiltinESMExports();
`;

test('the command runs for a user without a home', () => {
  const options = ['--no-warnings', '--import', `data:text/javascript,${encodeURIComponent(WITHOUT_HOME)}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, COMMAND, '--version'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
