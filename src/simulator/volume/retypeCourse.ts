// The retype of a volume in the background.
import type { Course } from '../course.ts';
import type { Pool, Volume, VolumeType } from '../model.ts';
import { isEncrypted } from '../rows.ts';
import { backendOf, clusterOf, hasSnapshots, type Simulation, save } from '../simulation.ts';
import { migrateVolume } from './migrateCourse.ts';
import { cast } from './processes.ts';
import { commit, type Reservation, rollback } from './quotas.ts';
import { findRetypeBackend } from './scheduler.ts';

export interface RetypeOrder {
  type: VolumeType;
  policy: string;
  /** The requester's project. */
  requesterProjectId: string;
  /** The volume's flag before the request, which sets it to the new type's. */
  oldMultiattach: boolean;
  added: Reservation;
  removed: Reservation;
}

/** What follows an accepted os-retype. Its failures leave no message for the owner. */
export function* retypeCourse(sim: Simulation, volume: Volume, order: RetypeOrder): Course {
  yield sim.settings.stages.schedule;
  let pool: Pool;
  try {
    pool = findRetypeBackend(sim, volume, order.type, order.policy);
  } catch {
    return giveUp(sim, volume, order);
  }
  sim.moves.placed(volume.id, pool.name);
  cast(sim, volume.host, () => retypeOn(sim, volume, pool, order));
}

// The source's part; VolumeManager.retype
function* retypeOn(sim: Simulation, volume: Volume, pool: Pool, order: RetypeOrder): Course {
  const diff = typesDiff(volume.typeId ? sim.state.volumeTypes.get(volume.typeId) : undefined, order.type);
  if (yield* retypeInPlace(sim, volume, pool, diff)) {
    const place = { host: pool.name, clusterName: clusterOf(sim, pool.name) };
    save(sim, volume, { ...place, typeId: order.type.id, status: volume.previousStatus ?? volume.status });
    sim.moves.end(volume.id, 'success');
  } else {
    if (order.policy === 'never' || hasSnapshots(sim, volume.id) || isReplicated(volume))
      return giveUp(sim, volume, order);
    save(sim, volume, { migrationStatus: 'starting' });
    yield sim.settings.stages.window;
    try {
      yield* migrateVolume(sim, volume, pool, {
        forceHostCopy: false,
        newType: order.type,
        driverMayMove: diff.driverMayMove,
        multiattach: order.oldMultiattach,
      });
    } catch (error) {
      giveUp(sim, volume, order);
      throw error;
    }
  }
  commit(sim, order.removed);
  commit(sim, order.added);
}

const isReplicated = ({ replicationStatus }: Volume): boolean =>
  replicationStatus !== null && !['disabled', 'not-capable'].includes(replicationStatus);

// The old status is restored; migration_status stays as it was.
function giveUp(sim: Simulation, volume: Volume, order: RetypeOrder): void {
  save(sim, volume, { status: volume.previousStatus ?? volume.status });
  rollback(sim, order.added, order.requesterProjectId);
  sim.moves.end(volume.id, 'error');
}

interface TypesDiff {
  allEqual: boolean;
  encryptionDiffers: boolean;
  driverMayMove: boolean;
}

/** cinder/volume/volume_types.py volume_types_diff, with the manager's _can_use_driver_migration. */
export function typesDiff(from: VolumeType | undefined, to: VolumeType): TypesDiff {
  const [old, young] = [from?.extraSpecs ?? {}, to.extraSpecs];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(young)])];
  const encryptionDiffers = isEncrypted(from) !== isEncrypted(to);
  const qosDiffers = (from?.qosSpecsId ?? null) !== to.qosSpecsId;
  const sameSpecs = keys.every((key) => old[key] === young[key]);
  const free = ['volume_backend_name', 'RESKEY:availability_zones'];
  return {
    allEqual: sameSpecs && !encryptionDiffers && !qosDiffers,
    encryptionDiffers,
    driverMayMove: !encryptionDiffers && !qosDiffers && keys.every((key) => free.includes(key)),
  };
}

// The driver's own retype; a failing one counts as one that cannot do it.
function* retypeInPlace(sim: Simulation, volume: Volume, pool: Pool, diff: TypesDiff): Course<boolean> {
  if (diff.allEqual) return true;
  const here = backendOf(volume.host ?? '');
  if (diff.encryptionDiffers || backendOf(pool.name) !== here) return false;
  try {
    yield* sim.faults.meet(here, 'retype');
  } catch {
    return false;
  }
  yield sim.settings.stages.step;
  return pool.name === volume.host;
}
