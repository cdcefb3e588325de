// What is submitted to workers: a volume migration, or a plan of many.
import type { PlanInput, PlanOrder } from '../../machines/plan/types.ts';
import type { MigrationParameters } from '../../machines/types.ts';
import type { AppliedPlan } from '../plan/applyPlan.ts';
import { PLAN_WORKFLOW } from '../plan/name.ts';
import { WORKFLOW } from '../volumeMigrate/name.ts';
import { type MigrateVolumeParameters, parseParameters } from '../volumeMigrate/parameters.ts';
import type { ClusterSettings } from './cloudWorkflows.ts';
import type { RunOrder } from './engine/protocol.ts';

/** The order to migrate one volume, for `submit`. Throws `InvalidParametersError`, which lists every problem. */
export const migrationOrder = (
  parameters: MigrateVolumeParameters,
  settings: ClusterSettings = {},
): RunOrder => parsedMigrationOrder(parseParameters(parameters), settings);

/** The same with parameters that are parsed already. */
export const parsedMigrationOrder = (given: MigrationParameters, settings: ClusterSettings): RunOrder => ({
  ...{ workflow: WORKFLOW, given, settings, parent: null },
});

/** Options of `planOrder`: how the plan is applied. */
export interface PlanOrderOptions {
  /** The order in which moves start. @default 'fast' */
  readonly order?: PlanOrder;
  /** Start no more moves after this number of failures; null for no limit. @default no limit */
  readonly maxFailures?: number | null;
}

/** The order to apply a plan, for `submit`. Each of its moves becomes a run of its own. */
export function planOrder(
  { actions, limits = {}, classes = { attached: null, root: null }, empties = [] }: AppliedPlan,
  { order = 'fast', maxFailures = null }: PlanOrderOptions = {},
  settings: ClusterSettings = {},
): RunOrder {
  const given: Omit<PlanInput, 'planId' | 'startedAt'> = {
    ...{ moves: actions, limits, classes, order, maxFailures, empties },
  };
  return { workflow: PLAN_WORKFLOW, given, settings, parent: null };
}
