// What is known of the volumes and pools of a plan that has not been applied: from a cloud, from a saved view, or nothing.
import type { Pool, Volume } from '../../../machines/types.ts';
import { listPools } from '../../../services/cinder/pools.ts';
import type { Cloud } from '../../../services/index.ts';
import { orNull } from '../../../services/orNull.ts';
import type { Plan } from '../../plan/file/types.ts';
import { readVolumes } from '../../plan/survey.ts';
import type { CloudView } from '../../strategies/view/types.ts';

export interface PlanSight {
  readonly source: 'cloud' | 'view' | 'plan';
  /** By ID; null if none were read. */
  readonly volumes: ReadonlyMap<string, Volume> | null;
  readonly pools: readonly Pool[];
  /** The URL of its Keystone; null if it is not known. */
  readonly scope: string | null;
  /** For the checks; null if there is none. */
  readonly cloud: Cloud | null;
  /** Why more is not known. */
  readonly warnings: readonly string[];
}

/** Only the plan itself. */
export const unseen = ({ cloud }: Pick<Plan, 'cloud'>, warnings: readonly string[]): PlanSight => ({
  ...{ source: 'plan', volumes: null, pools: [], scope: cloud, cloud: null, warnings },
});

/** With the volumes and pools of a view; `cloud`: the cloud that the view was just taken of, if any. */
export const sightOfView = ({ volumes, pools, cloud: scope }: CloudView, cloud: Cloud | null): PlanSight => ({
  ...{ source: cloud === null ? 'view' : 'cloud', pools, scope, cloud, warnings: [] },
  volumes: new Map(volumes.map((volume) => [volume.id, volume])),
});

/** With what the cloud shows now. Rejects if it cannot be read. */
export async function sightOfCloud(cloud: Cloud, { actions, skipped }: Plan): Promise<PlanSight> {
  const ids = new Set([
    ...actions.map(({ parameters }) => parameters.resourceId),
    ...skipped.map(({ resourceId }) => resourceId),
  ]);
  return {
    ...{
      source: 'cloud',
      volumes: await readVolumes(cloud, [...ids]),
      scope: cloud.endpoints.identity,
      cloud,
    },
    // Not every user may see them.
    pools: (await orNull(() => listPools(cloud))) ?? [],
    warnings: [],
  };
}
