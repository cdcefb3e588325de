// Runs openstacksdk itself on cases. Its package must be installed; the cloud need not be up.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askPython } from '../askPython.ts';
import type { Case } from './case.ts';
import type { Resolved } from './resolved.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, 'resolve.py'), 'utf8');

export type Answer = { readonly config: Resolved } | { readonly error: string };

interface Answered {
  readonly openstacksdk: string;
  readonly answers: readonly Answer[];
}

/** Asks the openstacksdk of the release that CLOUD_RELEASE or CLOUD_HOME names. */
export function askOpenstacksdk(cases: readonly Case[]): Answered {
  const questions = cases.map(({ files, env = {}, cloud = null, region = null }) => ({
    ...{ files, env, cloud, region },
  }));
  return askPython('openstacksdk', SCRIPT, questions);
}
