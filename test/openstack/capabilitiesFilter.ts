// Cinder's own CapabilitiesFilter, asked in one batch. Its packages must be installed; the cloud need not be up.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudHome } from './realWorld.ts';

export type Question = readonly [
  extraSpecs: Readonly<Record<string, string | null>>,
  capabilities: Readonly<Record<string, unknown>>,
];

/** True or false; or the name of the exception, which leaves the scheduler without a pool. */
export type FilterAnswer = boolean | string;

const SCRIPT = readFileSync(join(import.meta.dirname, 'extraSpecs.py'), 'utf8');

/** Runs the filter of the release that CLOUD_RELEASE or CLOUD_HOME names. */
export function askCapabilitiesFilter(questions: readonly Question[]): {
  readonly cinder: string;
  readonly answers: readonly FilterAnswer[];
} {
  const root = join(cloudHome(), 'system', 'root');
  const python = ['/usr/bin/python3', '-c', SCRIPT];
  const [command = '', ...rest] = existsSync(root) ? ['chroot', root, ...python] : python;
  const { status, stdout, stderr, error } = spawnSync(command, rest, {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`Cinder's filter cannot be asked: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}
