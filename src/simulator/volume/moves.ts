// Cinder's actions that move a volume: os-migrate_volume and os-retype.
import { isMigrating } from '../compute/swap.ts';
import type { Volume } from '../model.ts';
import type { MoveKind } from '../moveLog.ts';
import { badRequest, invalidInput, invalidVolume, policyForbids } from '../refusal.ts';
import type { AuthorizedCall } from '../router.ts';
import { isMultiattach } from '../rows.ts';
import { attachmentsOf, backendOf, hasSnapshots, requireType, type Simulation, save } from '../simulation.ts';
import {
  type Fields,
  invalidField,
  requireBoolean,
  requireFields,
  requireStringOrNull,
} from '../validate.ts';
import { migrateCourse } from './migrateCourse.ts';
import { reserve, rollback, volumeDeltas } from './quotas.ts';
import { retypeCourse } from './retypeCourse.ts';
import { requireUsableType } from './types.ts';
import { findVolume } from './volumes.ts';

const FREE_REPLICATION = [null, 'disabled', 'not-capable'];

/** os-migrate_volume; cinder/api/contrib/admin_actions.py, then cinder/volume/api.py migrate_volume */
export function migrateVolumeAction(call: AuthorizedCall): void {
  const { sim } = call;
  const known = ['host', 'force_host_copy', 'lock_volume'];
  const required = call.version >= 16 ? [] : ['host'];
  if (call.version >= 16) known.push('cluster');
  const fields = requireFields(call.body, 'os-migrate_volume', known, required);
  const [host, cluster] = [requireStringOrNull(fields, 'host'), requireStringOrNull(fields, 'cluster')];
  const force = requireBoolean(fields, 'force_host_copy', false);
  const lock = requireBoolean(fields, 'lock_volume', false);
  const volume = findVolume(call);
  if (Boolean(host) === Boolean(cluster))
    throw invalidInput('One and only one of cluster and host must be set.');
  if (!call.isAdmin) throw policyForbids('volume_extension:volume_admin_actions:migrate_volume');
  const destination = host || cluster || '';
  const service = findService(sim, host, cluster);
  if (!service) throw badRequest(`Invalid host: No available service named '${destination}'`);
  if (!mayMigrate(sim, volume, service.cluster, host))
    throw invalidVolume(
      `Volume ${volume.id} status must be available or in-use, must not be migrating, have snapshots, be replicated, ` +
        'be part of a group and destination host/cluster must be different than the current one',
    );
  const locked = lock && volume.status === 'available' ? { status: 'maintenance' } : {};
  save(sim, volume, { migrationStatus: 'starting', previousStatus: volume.status, ...locked });
  startMove(sim, volume, 'migrate', destination);
  sim.courses.start(migrateCourse(sim, volume, service.cluster ?? destination, force));
}

function startMove(sim: Simulation, volume: Volume, kind: MoveKind, destination: string | null): void {
  const { id: volumeId, host: source, sizeGib } = volume;
  const serverId = attachmentsOf(sim, volumeId).find((row) => row.serverId !== null)?.serverId ?? null;
  sim.moves.start({ volumeId, kind, source, destination, serverId, sizeGib });
}

function findService(sim: Simulation, host: string | null, cluster: string | null) {
  const wanted = backendOf(host || cluster || '');
  return [...sim.state.backends.values()].find(
    (backend) =>
      backend.up && backend.enabled && (host ? backend.host === wanted : backend.cluster === wanted),
  );
}

function mayMigrate(sim: Simulation, volume: Volume, cluster: string | null, host: string | null): boolean {
  const elsewhere = cluster ? volume.clusterName !== cluster : volume.host !== host;
  return (
    ['available', 'in-use'].includes(volume.status) &&
    !isMigrating(volume) &&
    FREE_REPLICATION.includes(volume.replicationStatus) &&
    volume.groupId === null &&
    elsewhere &&
    !hasSnapshots(sim, volume.id)
  );
}

/** os-retype; cinder/volume/api.py retype. Reserves quota of the new type before it checks the volume. */
export function retypeAction(call: AuthorizedCall): void {
  const { sim } = call;
  const { newType, policy } = readRetype(call);
  const volume = findVolume(call);
  const type = requireType(sim, newType);
  requireUsableType(call, type.id);
  const multiattach = isMultiattach(type);
  if (volume.multiattach !== multiattach && volume.status !== 'available')
    throw invalidInput(
      'Invalid volume_type passed, retypes affecting multiattach are only allowed on available volumes, ' +
        `the specified volume however currently has a status of: ${volume.status}.`,
    );
  if (multiattach && type.encryption !== null)
    throw invalidInput('Retype requested both encryption and multi-attach, which is not supported.');
  const deltas = retypeDeltas(sim, volume, type.id);
  const added = reserve(sim, volume.projectId, deltas, volume.sizeGib);
  const removed = {
    projectId: volume.projectId,
    deltas: retypeDeltas(sim, volume, volume.typeId, -1),
  };
  if (!mayRetype(sim, volume, type.id)) {
    rollback(sim, added);
    throw invalidVolume(
      'Retype needs volume to be in available or in-use state, not be part of an active migration or a consistency ' +
        'group, requested type has to be different that the one from the volume, and for in-use volumes front-end qos ' +
        'specs cannot change.',
    );
  }
  const order = { type, policy, requesterProjectId: call.projectId, oldMultiattach: volume.multiattach };
  save(sim, volume, { status: 'retyping', previousStatus: volume.status, multiattach });
  startMove(sim, volume, 'retype', null);
  sim.courses.start(retypeCourse(sim, volume, { ...order, added, removed }));
}

function readRetype(call: AuthorizedCall): { newType: string; policy: string } {
  const fields: Fields = requireFields(
    call.body,
    'os-retype',
    ['new_type', 'migration_policy'],
    ['new_type'],
  );
  const newType = fields['new_type'];
  if (typeof newType !== 'string')
    throw invalidField('new_type', newType, `${newType} is not of type 'string'`);
  const policy = fields['migration_policy'] ?? 'never';
  if (policy !== 'never' && policy !== 'on-demand')
    throw invalidField('migration_policy', policy, `'${policy}' is not one of ['on-demand', 'never']`);
  return { newType, policy };
}

function mayRetype(sim: Simulation, volume: Volume, typeId: string): boolean {
  return (
    ['available', 'in-use'].includes(volume.status) &&
    !isMigrating(volume) &&
    volume.groupId === null &&
    volume.typeId !== typeId &&
    (volume.status !== 'in-use' || !changesFrontEndQos(sim, volume.typeId, typeId))
  );
}

// QoS that only the backend applies may change under a running server.
function changesFrontEndQos(sim: Simulation, from: string | null, to: string): boolean {
  const [old, young] = [from, to].map((id) =>
    id === null ? null : (sim.state.volumeTypes.get(id)?.qosSpecsId ?? null),
  );
  const reaches = (id: string | null | undefined) =>
    Boolean(id) && sim.state.qosSpecs.get(id ?? '')?.consumer !== 'back-end';
  return old !== young && (reaches(old) || reaches(young));
}

// A volume takes its snapshots with it: seen on both releases, they are reserved in the new type too.
function retypeDeltas(sim: Simulation, volume: Volume, typeId: string | null, sign: 1 | -1 = 1) {
  const { perType } = volumeDeltas(sim, typeId, volume.sizeGib, sign);
  const name = typeId === null ? undefined : sim.state.volumeTypes.get(typeId)?.name;
  const snapshots = [...sim.state.snapshots.values()].filter(({ volumeId }) => volumeId === volume.id);
  if (name === undefined || snapshots.length === 0) return perType;
  const sizeGib = snapshots.reduce((sum, snapshot) => sum + snapshot.sizeGib, 0);
  return perType
    .map(([resource, delta]): [string, number] => [
      resource,
      resource === `gigabytes_${name}` ? delta + sign * sizeGib : delta,
    ])
    .concat([[`snapshots_${name}`, sign * snapshots.length]]);
}
