// What stays on the cloud's pools when every move of a plan has been made: the volumes that the plan leaves out, and pools that it does not empty.
import type { PoolLeft } from '../../machines/plan/types.ts';
import type { Volume } from '../../machines/types.ts';
import { listVolumes } from '../../services/cinder/volumes.ts';
import type { Cloud } from '../../services/index.ts';
import type { PlanCheckAction } from './checkPlan.ts';
import type { PlanSkipped } from './file/types.ts';
import { leftOn } from './listLeft.ts';
import { readVolumes } from './survey.ts';

/** A volume that a plan leaves out. */
export interface PlanCheckSkipped {
  readonly resource_id: string;
  /** As the cloud shows it; null if the volume has no name or does not exist. */
  readonly resource_name: string | null;
  readonly reasons: readonly string[];
}

/** The volumes that the check of a plan is about, by ID; all volumes of the cloud if the plan empties pools. */
export async function volumesToCheck(
  cloud: Cloud,
  ids: readonly string[],
  empties: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Volume>> {
  if (empties.length === 0) return await readVolumes(cloud, ids, signal);
  return new Map((await listVolumes(cloud, {}, signal)).map((volume) => [volume.id, volume]));
}

/** The volumes that the plan leaves out, with their names. */
export const skippedWithNames = (
  skipped: readonly PlanSkipped[],
  volumes: ReadonlyMap<string, Volume>,
): PlanCheckSkipped[] =>
  skipped.map(({ resourceId, reasons }) => ({
    resource_id: resourceId,
    resource_name: volumes.get(resourceId)?.name || null,
    reasons,
  }));

/** The pools that the plan is to empty and that would hold volumes even if every move succeeded. */
export function notEmptiedBy(
  actions: readonly PlanCheckAction[],
  empties: readonly string[],
  volumes: ReadonlyMap<string, Volume>,
): PoolLeft[] {
  // A move that is done moves nothing, even if its volume is on such a pool.
  const moving = new Set(
    actions.flatMap(({ resource_id, state }) => (state === 'done' ? [] : [resource_id])),
  );
  const staying = [...volumes.values()].filter(({ id }) => !moving.has(id));
  return leftOn(empties, staying).filter(({ volumes: count }) => count > 0);
}
