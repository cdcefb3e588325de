// The starts of runs: every choice of parameters that the chart reads.
import type { MigrationInput } from '../../../machines/context.ts';
import type { MigrationParameters } from '../../../machines/types.ts';
import { backendOf } from '../../../machines/volumeRules.ts';
import { alpha, beta, NODE, parameters, RUN_ID, STARTED_AT } from './rows.ts';
import { LIMITS } from './stage.ts';

const cold = { migrationType: 'cold' } as const;
const migrate = { migrationType: 'migrate' } as const;
const retype = { migrationType: 'retype' } as const;
const toBeta = { destinationType: beta.name } as const;

const CHOICES: readonly Partial<MigrationParameters>[] = [
  { migrationType: 'live' },
  cold,
  { ...cold, destinationNode: NODE },
  { ...cold, ...toBeta },
  { ...cold, destinationType: alpha.name },
  {},
  toBeta,
  { ...toBeta, swapMethod: 'attachment' },
  { ...toBeta, swapMethod: 'retype' },
  { destinationType: alpha.name, swapMethod: 'retype' },
  migrate,
  { ...migrate, destinationNode: NODE },
  { ...migrate, destinationNode: backendOf(NODE) },
  retype,
  { ...retype, ...toBeta },
  { ...retype, destinationType: alpha.name },
];

/** The inputs of all starts. */
export const STARTS: readonly MigrationInput[] = CHOICES.map((choice) => ({
  runId: RUN_ID,
  parameters: { ...parameters, ...choice },
  startedAt: STARTED_AT,
  limits: LIMITS,
}));
