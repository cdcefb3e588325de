// openstacksdk itself, asked what it makes of a case. Its package must be installed; the cloud need not be up.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudHome } from '../realWorld.ts';
import type { Case } from './case.ts';
import type { Resolved } from './resolved.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, 'resolve.py'), 'utf8');

export type Answer = { readonly config: Resolved } | { readonly error: string };

/** Asks the openstacksdk of the release that CLOUD_RELEASE or CLOUD_HOME names. */
export function askOpenstacksdk(cases: readonly Case[]): {
  readonly openstacksdk: string;
  readonly answers: readonly Answer[];
} {
  const root = join(cloudHome(), 'system', 'root');
  const python = ['/usr/bin/python3', '-c', SCRIPT];
  const [command = '', ...rest] = existsSync(root) ? ['chroot', root, ...python] : python;
  const questions = cases.map(({ files, env = {}, cloud = null, region = null }) => ({
    ...{ files, env, cloud, region },
  }));
  const { status, stdout, stderr, error } = spawnSync(command, rest, {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`openstacksdk cannot be asked: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}
