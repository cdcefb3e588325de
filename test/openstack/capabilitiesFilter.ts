// Runs Cinder's own CapabilitiesFilter in one batch. Its packages must be installed; the cloud need not be up.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askPython } from './askPython.ts';

export type Question = readonly [
  extraSpecs: Readonly<Record<string, string | null>>,
  capabilities: Readonly<Record<string, unknown>>,
];

/** True or false; or the name of the exception, which leaves the scheduler without a pool. */
export type FilterAnswer = boolean | string;

const SCRIPT = readFileSync(join(import.meta.dirname, 'extraSpecs.py'), 'utf8');

interface Answered {
  readonly cinder: string;
  readonly answers: readonly FilterAnswer[];
}

/** Runs the filter of the release that CLOUD_RELEASE or CLOUD_HOME names. */
export const askCapabilitiesFilter = (questions: readonly Question[]): Answered =>
  askPython("Cinder's filter", SCRIPT, questions);
