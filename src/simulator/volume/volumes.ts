// Cinder's calls on volumes: show, create, update, delete.
import { pythonRepr } from '../format.ts';
import type { Volume, VolumeType } from '../model.ts';
import {
  badRequest,
  invalidInput,
  invalidVolume,
  notFound,
  policyForbids,
  Refusal,
  volumeNotFound,
} from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { blankVolume, isEncrypted, isMultiattach } from '../rows.ts';
import { backendByHost, hasSnapshots, requireType, type Simulation, save } from '../simulation.ts';
import { type Fields, isFields, requireFields, requireMetadata, requireSize } from '../validate.ts';
import { createCourse } from './createCourse.ts';
import { deleteCourse, destroyRow } from './deleteCourse.ts';
import { cast } from './processes.ts';
import { commit, limitSize, reserve, volumeDeltas } from './quotas.ts';
import { zonesOf } from './scheduler.ts';
import { mayUseType } from './types.ts';
import { volumeDetail } from './views.ts';

/** The volume in the path; one of another project is a 404 unless the caller is an admin. */
export function findVolume(call: AuthorizedCall, id = param(call, 'id')): Volume {
  const volume = call.sim.state.volumes.get(id);
  if (!volume || (!call.isAdmin && volume.projectId !== call.projectId)) throw volumeNotFound(id);
  return volume;
}

/** GET /volumes/{id} */
export const showVolume = (call: AuthorizedCall): Answer => ({
  status: 200,
  body: { volume: volumeDetail(call, findVolume(call)) },
});

const CREATE_FIELDS = [
  'name',
  'display_name',
  'description',
  'display_description',
  'size',
  'volume_type',
  'availability_zone',
  'metadata',
  'snapshot_id',
  'source_volid',
  'consistencygroup_id',
  'imageRef',
  'image_id',
  'multiattach',
  'group_id',
  'backup_id',
];

/** POST /volumes: created in the token's own project, whose quota it uses. */
export function createVolume(call: AuthorizedCall): Answer {
  const { sim } = call;
  if (call.body === undefined)
    throw new Refusal(
      500,
      'The server has either erred or is incapable of performing the requested operation.',
    );
  const fields = requireFields(call.body, 'volume', CREATE_FIELDS);
  const wanted = readCreate(call, fields);
  limitSize(sim, call.projectId, wanted.sizeGib);
  const deltas = volumeDeltas(sim, wanted.type?.id ?? null, wanted.sizeGib);
  const reservation = reserve(sim, call.projectId, [...deltas.total, ...deltas.perType], wanted.sizeGib);
  const volume: Volume = {
    ...blankVolume(sim, sim.newId(), sim.now()),
    projectId: call.projectId,
    userId: call.user.id,
    name: textOrNull(fields, 'name'),
    description: textOrNull(fields, 'description'),
    sizeGib: wanted.sizeGib,
    typeId: wanted.type?.id ?? null,
    availabilityZone: wanted.zones[0] ?? 'nova',
    multiattach: isMultiattach(wanted.type),
    encrypted: isEncrypted(wanted.type),
    metadata: wanted.metadata,
    snapshotId: textOrNull(fields, 'snapshot_id'),
    sourceVolumeId: textOrNull(fields, 'source_volid'),
  };
  sim.state.volumes.set(volume.id, volume);
  commit(sim, reservation);
  const body = { volume: volumeDetail(call, volume, true) };
  sim.courses.start(createCourse(sim, volume, wanted.zones, call.requestId));
  return { status: 202, body };
}

function textOrNull(
  fields: Fields,
  name: 'name' | 'description' | 'snapshot_id' | 'source_volid',
): string | null {
  const value = fields[name] ?? fields[`display_${name}`] ?? null;
  return value === null ? null : String(value);
}

function readCreate(call: AuthorizedCall, fields: Fields) {
  const { sim } = call;
  const size =
    fields['size'] === undefined || fields['size'] === null ? undefined : requireSize(fields, 'size');
  const metadata = requireMetadata(fields['metadata'] ?? {}, 'metadata', "'object', 'null'");
  const name = textOrNull(fields, 'name') ?? '';
  if (name.length > 255)
    throw badRequest(`Invalid input received: name has ${name.length} characters, more than 255.`);
  if (fields['multiattach']) throw badRequest(NO_MULTIATTACH);
  const origin = findOrigin(call, fields);
  const type = findType(call, fields['volume_type'] ?? origin?.typeId);
  if (fields['imageRef']) throw badRequest('Invalid image identifier or unable to access requested image.');
  const sizeGib = size ?? origin?.sizeGib;
  if (sizeGib === undefined)
    throw badRequest(
      'The server could not comply with the request since it is either malformed or otherwise incorrect.',
    );
  return { sizeGib, metadata, type, zones: wantedZones(sim, type, fields['availability_zone']) };
}

/**
 * The zones from which a new volume gets one; cinder/volume/flows/api/create_volume.py
 * _extract_availability_zones
 */
function wantedZones(sim: Simulation, type: VolumeType | undefined, asked: unknown): string[] {
  const known = [...new Set(sim.state.pools.map(({ availabilityZone }) => availabilityZone))];
  const ofType = zonesOf(type);
  const allowed = ofType ? known.filter((zone) => ofType.includes(zone)) : known;
  if (ofType && allowed.length === 0)
    throw badRequest(`Volume type is only supported in these availability zones: ${pythonRepr(ofType)}`);
  const zone = asked ?? (ofType ? undefined : 'nova');
  if (zone === undefined) return allowed;
  if (!allowed.includes(String(zone))) throw badRequest(`Availability zone '${zone}' is invalid.`);
  return [String(zone)];
}

const NO_MULTIATTACH =
  'multiattach parameter has been removed. The default behavior is to use multiattach enabled volume types. ' +
  'Contact your administrator to create a multiattach enabled volume type and use it to create multiattach volumes.';

function findOrigin(
  call: AuthorizedCall,
  fields: Fields,
): { sizeGib: number; typeId: string | null } | undefined {
  if (typeof fields['source_volid'] === 'string') return findVolume(call, fields['source_volid']);
  if (typeof fields['snapshot_id'] !== 'string') return undefined;
  const snapshot = call.sim.state.snapshots.get(fields['snapshot_id']);
  if (!snapshot) throw notFound(`Snapshot ${fields['snapshot_id']} could not be found.`);
  const typeId = call.sim.state.volumes.get(snapshot.volumeId)?.typeId ?? null;
  return { sizeGib: snapshot.sizeGib, typeId };
}

function findType(call: AuthorizedCall, wanted: unknown): VolumeType | undefined {
  const { sim } = call;
  const nameOrId = typeof wanted === 'string' ? wanted : sim.defaultType;
  if (nameOrId === null) return undefined;
  const type = requireType(sim, nameOrId);
  if (!mayUseType(call, type)) throw notFound(`Volume type ${type.id} could not be found.`);
  return type;
}

const UPDATE_FIELDS = ['name', 'description', 'display_name', 'display_description', 'metadata'];

/** PUT /volumes/{id}: name, description, metadata */
export function updateVolume(call: AuthorizedCall): Answer {
  const fields = requireFields(call.body, 'volume', UPDATE_FIELDS);
  if (Object.keys(fields).length === 0)
    throw badRequest(
      'Invalid input for field/attribute volume. Value: {}. {} is not valid under any of the given schemas',
    );
  const volume = findVolume(call);
  const changes: Partial<Volume> = {};
  if ('name' in fields) changes.name = textOrNull(fields, 'name');
  if ('description' in fields) changes.description = textOrNull(fields, 'description');
  if (isFields(fields['metadata'])) changes.metadata = requireMetadata(fields['metadata']);
  save(call.sim, volume, changes);
  return { status: 200, body: { volume: volumeDetail(call, volume, true) } };
}

const DELETABLE = ['available', 'error', 'error_restoring', 'error_extending', 'error_managing'];
const IDLE = [null, '', 'deleting', 'error', 'success'];

/** DELETE /volumes/{id}; cinder/volume/api.py delete */
export function deleteVolume(call: AuthorizedCall): Answer {
  const volume = findVolume(call);
  const force = (call.query.get('force') ?? '').toLowerCase() === 'true';
  if (force && !call.isAdmin) throw policyForbids('volume:force_delete');
  requestDelete(call.sim, volume, force);
  return { status: 202 };
}

const FROZEN = 'Modification operations are not allowed on frozen storage backends.';

/**
 * Checks that a volume may be deleted, and starts the deletion. One that was never scheduled is deleted at
 * once.
 */
export function requestDelete(sim: Simulation, volume: Volume, force: boolean): void {
  if (volume.host === null) {
    destroyRow(sim, volume);
    return;
  }
  if (backendByHost(sim, volume.host)?.frozen) throw invalidInput(FROZEN);
  const blocked =
    volume.attached ||
    !IDLE.includes(volume.migrationStatus) ||
    volume.groupId !== null ||
    hasSnapshots(sim, volume.id);
  if (blocked || (!force && !DELETABLE.includes(volume.status)))
    throw invalidVolume(
      `Volume ${force ? '' : `status must be ${DELETABLE.join(' or ')} and`} must not be migrating, attached, ` +
        'belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.',
    );
  save(sim, volume, { status: 'deleting' });
  cast(sim, volume.host, () => deleteCourse(sim, volume));
}
