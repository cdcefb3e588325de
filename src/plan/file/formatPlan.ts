// Writes a plan as a file: JSON or YAML, with the keys always in the same order.
import { stringify } from 'yaml';
import type { PlanAction, PlanLimits, PlanSchedule, PlanWindow } from '../../../machines/plan/types.ts';
import type { MigrationParameters } from '../../../machines/types.ts';
import type { PlanFile } from './schema.ts';
import type { Plan } from './types.ts';

/**
 * The text of a plan file. {@link readPlan} reads the same plan from it. Members that are null or empty are left
 * out, and so are the default `swap_method` and `allow_encryption_change`.
 */
export function formatPlan(plan: Plan, format: 'json' | 'yaml'): string {
  const file = fileOf(plan);
  if (format === 'json') return `${JSON.stringify(file, null, 2)}\n`;
  // `compat` quotes what the parsers of YAML 1.1 would not read as text, such as 22:00.
  return stringify(file, { aliasDuplicateObjects: false, compat: 'yaml-1.1', lineWidth: 0 });
}

const fileOf = (plan: Plan): PlanFile =>
  withoutNulls({
    version: 1 as const,
    cloud: plan.cloud,
    created_at: plan.createdAt,
    limits: orNull(limitsOf(plan.limits)),
    classes: orNull(
      withoutNulls({
        attached: plan.classes.attached && scheduleOf(plan.classes.attached),
        root: plan.classes.root && scheduleOf(plan.classes.root),
      }),
    ),
    actions: plan.actions.map(actionOf),
    skipped: orNull(
      plan.skipped.map(({ resourceId, reasons }) => ({ resource_id: resourceId, reasons: [...reasons] })),
    ),
    pools: orNull(
      plan.pools.map(({ name, before, after, thresholdPercent }) =>
        withoutNulls({ name, before, after, threshold_percent: thresholdPercent }),
      ),
    ),
    empties: orNull([...plan.empties]),
    notes: orNull([...plan.notes]),
  });

const actionOf = ({ parameters, resourceName, reason, after = [], ...schedule }: PlanAction) =>
  withoutNulls({
    resource_id: parameters.resourceId,
    resource_name: resourceName,
    ...destinationOf(parameters),
    reason,
    after: orNull([...after]),
    ...scheduleOf(schedule),
  });

const destinationOf = (parameters: MigrationParameters) => ({
  migration_type: parameters.migrationType,
  destination_node: parameters.destinationNode,
  destination_type: parameters.destinationType,
  swap_method: parameters.swapMethod === 'auto' ? null : parameters.swapMethod,
  allow_encryption_change: parameters.allowEncryptionChange || null,
});

const scheduleOf = ({ notBefore, window }: PlanSchedule) =>
  withoutNulls({ not_before: notBefore, window: window && windowOf(window) });

const windowOf = ({ from, to, days, timeZone }: PlanWindow) =>
  withoutNulls({ from, to, days: days && [...days], time_zone: timeZone });

const limitsOf = (limits: PlanLimits) =>
  withoutNulls({
    total: limits.total,
    per_pool: limits.perPool,
    per_source: limits.perSource,
    per_destination: limits.perDestination,
    per_server: limits.perServer,
    per_backend: limits.perBackend,
    per_pair: limits.perPair,
    pools: limits.pools && mapped(limits.pools),
  });

const mapped = (pools: NonNullable<PlanLimits['pools']>) =>
  Object.fromEntries(
    Object.entries(pools).map(([name, { source, destination }]) => [
      name,
      withoutNulls({ source, destination }),
    ]),
  );

type WithoutNulls<T> = { [Key in keyof T]?: NonNullable<T[Key]> } & {
  [Key in keyof T as null extends T[Key] ? never : undefined extends T[Key] ? never : Key]: T[Key];
};

function withoutNulls<T extends object>(object: T): WithoutNulls<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== null && value !== undefined),
  ) as WithoutNulls<T>;
}

const orNull = <T extends object>(value: T): T | null => (Object.keys(value).length === 0 ? null : value);
