// Cinder's snapshots.
import { isMigrating } from '../compute/swap.ts';
import type { Course } from '../course.ts';
import type { Snapshot } from '../model.ts';
import { pageLinks, paginate } from '../pages.ts';
import { invalidVolume, notFound } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { backendOf, type Simulation } from '../simulation.ts';
import { isFields, requireFields } from '../validate.ts';
import { asksForAll } from './listVolumes.ts';
import { commit, reserve } from './quotas.ts';
import { requireUsableType } from './types.ts';
import { snapshotView, volumeUrl } from './views.ts';
import { findVolume } from './volumes.ts';

const missing = (id: string) => notFound(`Snapshot ${id} could not be found.`);

/** GET /snapshots and /snapshots/detail?volume_id=&status=&name= */
export const listSnapshots =
  (view: 'summary' | 'detail') =>
  (call: AuthorizedCall): Answer => {
    const { query } = call;
    const wanted = (key: string, value: string | null) => query.get(key) === null || query.get(key) === value;
    const snapshots = [...call.sim.state.snapshots.values()]
      .filter(({ projectId }) => asksForAll(call) || projectId === call.projectId)
      .filter(
        (row) =>
          wanted('volume_id', row.volumeId) && wanted('status', row.status) && wanted('name', row.name),
      )
      .sort((left, right) => right.order - left.order);
    const base = volumeUrl(call, view === 'detail' ? 'snapshots/detail' : 'snapshots');
    const page = paginate(call, snapshots, base, missing);
    const items = page.items.map((snapshot) => snapshotView(snapshot, view));
    return { status: 200, body: { snapshots: items, ...pageLinks('snapshots_links', page) } };
  };

function findSnapshot(call: AuthorizedCall): Snapshot {
  const snapshot = call.sim.state.snapshots.get(param(call, 'id'));
  if (!snapshot || (!call.isAdmin && snapshot.projectId !== call.projectId)) throw missing(param(call, 'id'));
  return snapshot;
}

/** GET /snapshots/{id} */
export const showSnapshot = (call: AuthorizedCall): Answer => ({
  status: 200,
  body: { snapshot: snapshotView(findSnapshot(call), 'detail') },
});

/** POST /snapshots. From microversion 3.66 on an in-use volume needs no `force`. */
export function createSnapshot(call: AuthorizedCall): Answer {
  const { sim } = call;
  const fields = requireFields(
    call.body,
    'snapshot',
    ['volume_id', 'name', 'description', 'metadata', 'force'],
    ['volume_id'],
  );
  const volume = findVolume(call, String(fields['volume_id']));
  requireUsableType(call, volume.typeId);
  if (isMigrating(volume)) throw invalidVolume('Snapshot cannot be created while volume is migrating.');
  if (volume.status === 'error')
    throw invalidVolume('The snapshot cannot be created when the volume is in error status.');
  const inUseToo = call.version >= 66 || fields['force'] === true;
  if (!(inUseToo ? ['available', 'in-use'] : ['available']).includes(volume.status))
    throw invalidVolume(
      `Volume ${volume.id} status must be available, but current status is: ${volume.status}.`,
    );
  const deltas = snapshotDeltas(sim, volume.typeId, volume.sizeGib, 1);
  commit(sim, reserve(sim, volume.projectId, deltas, volume.sizeGib));
  const snapshot: Snapshot = {
    id: sim.newId(),
    order: sim.nextOrder(),
    volumeId: volume.id,
    projectId: volume.projectId,
    userId: call.user.id,
    name: typeof fields['name'] === 'string' ? fields['name'] : null,
    description: typeof fields['description'] === 'string' ? fields['description'] : null,
    status: 'creating',
    sizeGib: volume.sizeGib,
    metadata: isFields(fields['metadata']) ? (fields['metadata'] as Record<string, string>) : {},
    createdAt: sim.now(),
    updatedAt: null,
  };
  sim.state.snapshots.set(snapshot.id, snapshot);
  const body = { snapshot: snapshotView(snapshot, 'fresh') };
  sim.courses.start(snapshotCourse(sim, snapshot, volume.host ?? ''));
  return { status: 202, body };
}

function* snapshotCourse(sim: Simulation, snapshot: Snapshot, host: string): Course {
  yield sim.settings.stages.schedule;
  try {
    yield* sim.faults.meet(backendOf(host), 'create_snapshot');
    Object.assign(snapshot, { status: 'available', updatedAt: sim.now() });
  } catch (error) {
    Object.assign(snapshot, { status: 'error', updatedAt: sim.now() });
    throw error;
  }
}

/** DELETE /snapshots/{id} */
export function deleteSnapshot(call: AuthorizedCall): Answer {
  const { sim } = call;
  const snapshot = findSnapshot(call);
  snapshot.status = 'deleting';
  sim.courses.start(
    (function* () {
      yield sim.settings.stages.delete;
      sim.state.snapshots.delete(snapshot.id);
      const typeId = sim.state.volumes.get(snapshot.volumeId)?.typeId ?? null;
      const deltas = snapshotDeltas(sim, typeId, snapshot.sizeGib, -1);
      commit(sim, { projectId: snapshot.projectId, deltas });
    })(),
  );
  return { status: 202 };
}

// The quota of a snapshot, in total and for its type.
function snapshotDeltas(
  sim: Simulation,
  typeId: string | null,
  sizeGib: number,
  sign: 1 | -1,
): [string, number][] {
  const type = typeId === null ? undefined : sim.state.volumeTypes.get(typeId)?.name;
  const kinds = type ? ['', `_${type}`] : [''];
  return kinds.flatMap((kind): [string, number][] => [
    [`snapshots${kind}`, sign],
    [`gigabytes${kind}`, sign * sizeGib],
  ]);
}
