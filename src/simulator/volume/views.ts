// Volumes, snapshots, types and attachments as Cinder shows them.
import { cinderTime, cinderTimeOrNull } from '../format.ts';
import type { Attachment, Snapshot, Volume, VolumeType } from '../model.ts';
import type { AuthorizedCall } from '../router.ts';
import { encryptionKeyOf } from '../rows.ts';
import { backendOf, diskName, type Simulation, shownAttachments } from '../simulation.ts';

export const volumeUrl = (call: AuthorizedCall, path: string): string =>
  `${call.sim.url}/volume/v3/${call.projectId}/${path}`;

export const volumeLinks = (call: AuthorizedCall, path: string) => [
  { rel: 'self', href: volumeUrl(call, path) },
  { rel: 'bookmark', href: `${call.sim.url}/volume/${call.projectId}/${path}` },
];

export const volumeSummary = (call: AuthorizedCall, volume: Volume) => ({
  id: volume.id,
  name: volume.name,
  links: volumeLinks(call, `volumes/${volume.id}`),
});

/**
 * A volume as this caller may see it at this microversion: migration_status, host and name_id are for admins.
 * `fresh`: the response to a create or update, which lacks the extended attributes.
 */
export function volumeDetail(call: AuthorizedCall, volume: Volume, fresh = false): Record<string, unknown> {
  const { sim, isAdmin, version } = call;
  const type = volume.typeId === null ? undefined : sim.state.volumeTypes.get(volume.typeId);
  return {
    id: volume.id,
    status: volume.status,
    size: volume.sizeGib,
    availability_zone: volume.availabilityZone,
    created_at: cinderTime(volume.createdAt, fresh && volume.updatedAt === null),
    updated_at: cinderTimeOrNull(volume.updatedAt),
    name: volume.name,
    description: volume.description,
    volume_type: type?.name ?? null,
    snapshot_id: volume.snapshotId,
    source_volid: volume.sourceVolumeId,
    metadata: { ...volume.metadata, ...(fresh ? {} : volume.adminMetadata) },
    links: volumeLinks(call, `volumes/${volume.id}`),
    user_id: volume.userId,
    bootable: String(volume.bootable),
    encrypted: volume.encrypted,
    replication_status: volume.replicationStatus,
    consistencygroup_id: null,
    multiattach: volume.multiattach,
    attachments: attachmentsView(sim, volume, isAdmin),
    ...(isAdmin && !fresh ? { migration_status: volume.migrationStatus } : {}),
    ...laterFields(volume, version, isAdmin && !fresh),
    ...(fresh ? {} : extendedFields(volume, isAdmin)),
  };
}

function attachmentsView(sim: Simulation, volume: Volume, isAdmin: boolean) {
  return shownAttachments(sim, volume.id).map((attachment) => ({
    id: volume.id,
    attachment_id: attachment.id,
    volume_id: volume.id,
    server_id: attachment.serverId,
    host_name: isAdmin ? attachment.hostName : null,
    device: attachment.device,
    attached_at: cinderTimeOrNull(attachment.attachedAt),
  }));
}

// What each microversion added.
function laterFields(volume: Volume, version: number, admin: boolean): Record<string, unknown> {
  return {
    ...(version >= 13 ? { group_id: volume.groupId } : {}),
    ...(version >= 21 && admin ? { provider_id: null } : {}),
    ...(version >= 48 ? { shared_targets: volume.sharedTargets, service_uuid: volume.serviceUuid } : {}),
    ...(version >= 61 && admin ? { cluster_name: volume.clusterName } : {}),
    ...(version >= 63 ? { volume_type_id: volume.typeId } : {}),
    ...(version >= 64 && volume.encrypted ? { encryption_key_id: encryptionKeyOf(volume) } : {}),
    ...(version >= 65 ? { consumes_quota: volume.consumesQuota } : {}),
  };
}

function extendedFields(volume: Volume, admin: boolean): Record<string, unknown> {
  return {
    'os-vol-tenant-attr:tenant_id': volume.projectId,
    ...(admin
      ? {
          'os-vol-mig-status-attr:migstat': volume.migrationStatus,
          'os-vol-mig-status-attr:name_id': volume.nameId,
          'os-vol-host-attr:host': volume.host,
        }
      : {}),
    ...(Object.keys(volume.imageMetadata).length > 0
      ? { volume_image_metadata: { ...volume.imageMetadata } }
      : {}),
  };
}

export function snapshotView(
  snapshot: Snapshot,
  form: 'summary' | 'detail' | 'fresh',
): Record<string, unknown> {
  return {
    id: snapshot.id,
    created_at: cinderTime(snapshot.createdAt, form === 'fresh'),
    updated_at: cinderTimeOrNull(snapshot.updatedAt),
    name: snapshot.name,
    description: snapshot.description,
    volume_id: snapshot.volumeId,
    status: snapshot.status,
    size: snapshot.sizeGib,
    metadata: { ...snapshot.metadata },
    ...(form === 'summary'
      ? {}
      : { group_snapshot_id: null, user_id: snapshot.userId, consumes_quota: true }),
    ...(form === 'detail'
      ? {
          'os-extended-snapshot-attributes:project_id': snapshot.projectId,
          'os-extended-snapshot-attributes:progress': snapshot.status === 'available' ? '100%' : '0%',
        }
      : {}),
  };
}

const USER_VISIBLE_SPECS = ['RESKEY:availability_zones', 'multiattach', 'replication_enabled'];

/** A type; a caller who is not an admin sees only three of its extra specs. */
export function typeView(call: AuthorizedCall, type: VolumeType): Record<string, unknown> {
  const shown = Object.entries(type.extraSpecs).filter(
    ([key]) => call.isAdmin || USER_VISIBLE_SPECS.includes(key),
  );
  return {
    id: type.id,
    name: type.name,
    is_public: type.isPublic,
    description: type.description,
    extra_specs: Object.fromEntries(shown),
    ...(call.isAdmin ? { qos_specs_id: type.qosSpecsId } : {}),
    'os-volume-type-access:is_public': type.isPublic,
  };
}

export const attachmentSummary = (attachment: Attachment) => ({
  id: attachment.id,
  status: attachment.status,
  instance: attachment.serverId,
  volume_id: attachment.volumeId,
});

/**
 * An attachment with its connection; cinder/api/v3/views/attachments.py. A missing mode is the text `null`.
 */
export const attachmentDetail = (sim: Simulation, attachment: Attachment) => ({
  ...attachmentSummary(attachment),
  attached_at: cinderTimeOrNull(attachment.attachedAt) ?? '',
  detached_at: '',
  attach_mode: attachment.mode ?? 'null',
  connection_info: connectionInfo(sim, attachment),
});

function connectionInfo(sim: Simulation, attachment: Attachment): Record<string, unknown> | null {
  if (attachment.connection === 'none') return null;
  if (attachment.status === 'reserved') return {};
  const volume = sim.state.volumes.get(attachment.volumeId);
  return {
    device_path: `/volumes/${backendOf(volume?.host ?? '')}/${volume ? diskName(volume) : ''}`,
    qos_specs: null,
    access_mode: attachment.mode ?? 'rw',
    encrypted: volume?.encrypted ?? false,
    cacheable: false,
    driver_volume_type: 'local',
    attachment_id: attachment.id,
    ...sim.settings.facts.connectionInfo,
  };
}
