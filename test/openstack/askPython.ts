// Runs Python with the packages of a real cloud: they must be installed; the cloud need not be up.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cloudHome } from './realWorld.ts';

/** What a script prints for the given questions, on the release that CLOUD_RELEASE or CLOUD_HOME names. */
export function askPython<Answer>(whom: string, script: string, questions: readonly unknown[]): Answer {
  const root = join(cloudHome(), 'system', 'root');
  const python = ['/usr/bin/python3', '-c', script];
  const [command = '', ...rest] = existsSync(root) ? ['chroot', root, ...python] : python;
  const { status, stdout, stderr, error } = spawnSync(command, rest, {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${whom} cannot be asked: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}
