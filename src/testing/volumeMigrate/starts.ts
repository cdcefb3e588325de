// What runs are started with: every choice of parameters that the chart asks about.
import type { Input } from '../../../machines/context.ts';
import type { Parameters } from '../../../machines/types.ts';
import { alpha, beta, NODE, parameters, RUN_ID, STARTED_AT } from './rows.ts';
import { LIMITS } from './stage.ts';

const cold = { migrationType: 'cold' } as const;
const toBeta = { destinationType: beta.name } as const;

const CHOICES: readonly Partial<Parameters>[] = [
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
];

export const STARTS: readonly Input[] = CHOICES.map((choice) => ({
  runId: RUN_ID,
  parameters: { ...parameters, ...choice },
  startedAt: STARTED_AT,
  limits: LIMITS,
}));
