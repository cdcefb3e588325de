// Cinder's quotas and reservations.
import type { QuotaUsage, Volume } from '../model.ts';
import { Refusal } from '../refusal.ts';
import type { Simulation } from '../simulation.ts';

const DEFAULTS: Record<string, number> = {
  volumes: 10,
  per_volume_gigabytes: -1,
  snapshots: 10,
  gigabytes: 1000,
  backups: 10,
  backup_gigabytes: 1000,
};

/** Names of all resources with a limit, including those of each type, in Cinder's order. */
export function quotaResources(sim: Simulation): string[] {
  const types = [...sim.state.volumeTypes.values()];
  const perType = types.flatMap(({ name }) => [`volumes_${name}`, `gigabytes_${name}`, `snapshots_${name}`]);
  return [...Object.keys(DEFAULTS), ...perType, 'groups'];
}

export function quotaLimit(sim: Simulation, projectId: string, resource: string): number {
  const own = sim.state.quotaLimits.get(projectId)?.get(resource);
  return own ?? DEFAULTS[resource] ?? (resource === 'groups' ? 10 : -1);
}

export function quotaUsage(sim: Simulation, projectId: string, resource: string): QuotaUsage {
  const { quotaUsages } = sim.state;
  const project = quotaUsages.get(projectId) ?? new Map<string, QuotaUsage>();
  quotaUsages.set(projectId, project);
  const usage = project.get(resource) ?? { inUse: 0, reserved: 0 };
  project.set(resource, usage);
  return usage;
}

/** A reservation: made by `reserve`, then used by `commit` or returned by `rollback`. */
export interface Reservation {
  projectId: string;
  deltas: [resource: string, delta: number][];
}

export function volumeDeltas(sim: Simulation, typeId: string | null, sizeGib: number, sign: 1 | -1 = 1) {
  const type = typeId ? sim.state.volumeTypes.get(typeId)?.name : undefined;
  const total: Reservation['deltas'] = [
    ['volumes', sign],
    ['gigabytes', sign * sizeGib],
  ];
  const perType: Reservation['deltas'] = type
    ? [
        [`volumes_${type}`, sign],
        [`gigabytes_${type}`, sign * sizeGib],
      ]
    : [];
  return { total, perType };
}

/** Reserves room, or throws 413. The first exceeded resource by name is reported; cinder/quota_utils.py. */
export function reserve(
  sim: Simulation,
  projectId: string,
  deltas: Reservation['deltas'],
  requestedGib: number,
): Reservation {
  const over = deltas
    .filter(([resource, delta]) => {
      const limit = quotaLimit(sim, projectId, resource);
      const { inUse, reserved } = quotaUsage(sim, projectId, resource);
      return delta >= 0 && limit >= 0 && inUse + reserved + delta > limit;
    })
    .map(([resource]) => resource)
    .sort()[0];
  if (over !== undefined) throw overLimit(sim, projectId, over, requestedGib);
  for (const [resource, delta] of deltas)
    if (delta > 0) quotaUsage(sim, projectId, resource).reserved += delta;
  return { projectId, deltas };
}

/** The maximum size of one volume; checked before anything is reserved. */
export function limitSize(sim: Simulation, projectId: string, sizeGib: number): void {
  const limit = quotaLimit(sim, projectId, 'per_volume_gigabytes');
  if (limit < 0 || sizeGib <= limit) return;
  const text = `Requested volume size ${sizeGib}G is larger than maximum allowed limit ${limit}G.`;
  throw new Refusal(413, `VolumeSizeExceedsLimit: ${text}`, { 'Retry-After': '0' });
}

function overLimit(sim: Simulation, projectId: string, resource: string, requestedGib: number): Refusal {
  const limit = quotaLimit(sim, projectId, resource);
  const { inUse, reserved } = quotaUsage(sim, projectId, resource);
  const text = resource.includes('gigabytes')
    ? `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed ${resource} quota. ` +
      `Requested ${requestedGib}G, quota is ${limit}G and ${inUse + reserved}G has been consumed.`
    : resource.includes('snapshots')
      ? `SnapshotLimitExceeded: Maximum number of snapshots allowed (${limit}) exceeded for quota '${resource}'.`
      : `VolumeLimitExceeded: Maximum number of volumes allowed (${limit}) exceeded for quota '${resource}'.`;
  return new Refusal(413, text, { 'Retry-After': '0' });
}

export function commit(sim: Simulation, { projectId, deltas }: Reservation): void {
  for (const [resource, delta] of deltas) {
    const usage = quotaUsage(sim, projectId, resource);
    usage.inUse = Math.max(0, usage.inUse + delta);
    if (delta > 0) usage.reserved = Math.max(0, usage.reserved - delta);
  }
}

/**
 * Returns a reservation. Seen on Zed: if `projectId` is not the reservation's own project (an admin's failed
 * retype of another's volume), nothing is found, and it stays reserved.
 */
export function rollback(sim: Simulation, reservation: Reservation, projectId = reservation.projectId): void {
  if (projectId !== reservation.projectId) return;
  for (const [resource, delta] of reservation.deltas)
    if (delta > 0) {
      const usage = quotaUsage(sim, projectId, resource);
      usage.reserved = Math.max(0, usage.reserved - delta);
    }
}

/** Releases the quota of a deleted volume, if it was counted. */
export function releaseVolume(sim: Simulation, volume: Volume): void {
  if (!volume.consumesQuota) return;
  const { total, perType } = volumeDeltas(sim, volume.typeId, volume.sizeGib, -1);
  commit(sim, { projectId: volume.projectId, deltas: [...total, ...perType] });
}
