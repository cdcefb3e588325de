// The plan that a validated file describes.
import type { z } from 'zod';
import type { PlanAction } from '../../../machines/plan/types.ts';
import { parametersOf } from '../../volumeMigrate/parameters.ts';
import { limitsOf } from './limits.ts';
import { scheduleOf } from './schedule.ts';
import type { actionSchema, planSchema } from './schema.ts';
import type { Plan } from './types.ts';

type ValidFile = z.output<typeof planSchema>;

/** `notes` are added to those of the file. */
export function planFrom(file: ValidFile, notes: readonly string[]): Plan {
  const { attached, root } = file.classes ?? {};
  return {
    cloud: file.cloud ?? null,
    createdAt: file.created_at ?? null,
    limits: limitsOf(file.limits ?? {}),
    classes: {
      attached: attached == null ? null : scheduleOf(attached),
      root: root == null ? null : scheduleOf(root),
    },
    actions: file.actions.map(actionFrom),
    skipped: (file.skipped ?? []).map(({ resource_id, reasons }) => ({
      resourceId: resource_id.toLowerCase(),
      reasons,
    })),
    pools: (file.pools ?? []).map(({ name, before, after, threshold_percent: thresholdPercent }) => ({
      ...{ name, before: before ?? {}, after: after ?? {} },
      ...(thresholdPercent == null ? {} : { thresholdPercent }),
    })),
    empties: file.empties ?? [],
    notes: [...(file.notes ?? []), ...notes],
  };
}

const actionFrom = (action: z.output<typeof actionSchema>): PlanAction => ({
  parameters: parametersOf(action),
  resourceName: action.resource_name ?? null,
  reason: action.reason ?? null,
  ...((action.after ?? []).length === 0 ? {} : { after: action.after?.map((id) => id.toLowerCase()) ?? [] }),
  ...scheduleOf(action),
});
