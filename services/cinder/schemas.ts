// The schemas of Cinder's volumes, types and pools.
import { z } from 'zod';
import { RUN_MARK } from '../../machines/runMark.ts';
import type { Attachment, Pool, Volume, VolumeType } from '../../machines/types.ts';
import { optionalText, textMap, wireBoolean, wireNumber } from '../schema.ts';

const attachmentSchema = z
  .object({
    attachment_id: optionalText,
    server_id: optionalText,
    device: optionalText,
    host_name: optionalText,
  })
  .transform(
    (wire): Attachment => ({
      attachmentId: wire.attachment_id,
      // Null if a host, not a server, holds the volume.
      serverId: wire.server_id ?? '',
      device: wire.device,
      hostName: wire.host_name,
    }),
  );

/** Source: cinder/api/v3/views/volumes.py and the contrib extensions that add `os-vol-*`. */
const wireVolumeSchema = z.object({
  id: z.string(),
  name: optionalText,
  description: optionalText,
  status: z.string(),
  size: wireNumber,
  volume_type: optionalText,
  volume_type_id: optionalText,
  'os-vol-host-attr:host': z.string().nullish(),
  cluster_name: optionalText,
  migration_status: optionalText,
  availability_zone: optionalText,
  'os-vol-tenant-attr:tenant_id': z.string(),
  attachments: z.array(attachmentSchema).nullish(),
  bootable: wireBoolean,
  encrypted: wireBoolean,
  multiattach: wireBoolean,
  group_id: optionalText,
  consistencygroup_id: optionalText,
  replication_status: optionalText,
  metadata: textMap,
  volume_image_metadata: textMap,
  snapshot_id: optionalText,
  source_volid: optionalText,
  created_at: optionalText,
  updated_at: optionalText,
});

function volumeOf(wire: z.infer<typeof wireVolumeSchema>): Volume {
  return {
    id: wire.id,
    name: wire.name ?? '',
    description: wire.description,
    status: wire.status,
    sizeGib: wire.size,
    volumeType: wire.volume_type,
    volumeTypeId: wire.volume_type_id,
    host: wire['os-vol-host-attr:host'] ?? null,
    clusterName: wire.cluster_name,
    migrationStatus: wire.migration_status,
    availabilityZone: wire.availability_zone,
    projectId: wire['os-vol-tenant-attr:tenant_id'],
    attachments: wire.attachments ?? [],
    bootable: wire.bootable,
    encrypted: wire.encrypted,
    // Read from `GET /volumes/{id}/encryption`; see getVolume.
    encryptionProvider: null,
    multiattach: wire.multiattach,
    readonly: wire.metadata['readonly']?.toLowerCase() === 'true',
    // Cinder treats an empty string as none (cinder/volume/api.py migrate_volume).
    groupId: wire.group_id || wire.consistencygroup_id || null,
    replicationStatus: wire.replication_status,
    metadataKeys: ownKeys(wire.metadata),
    imageMetadataKeys: Object.keys(wire.volume_image_metadata).sort(),
    runMark: runMarkIn(wire.metadata),
    refusedMetadata: keysOf(wire.metadata, isRefused).filter((key) => !MERGED_IN.has(key)),
    refusedImageMetadata: keysOf(wire.volume_image_metadata, isRefused),
    snapshotId: wire.snapshot_id,
    sourceVolumeId: wire.source_volid,
    createdAt: wire.created_at ?? '',
    updatedAt: wire.updated_at,
  };
}

export const volumeSchema = wireVolumeSchema.transform(volumeOf);

/**
 * A volume; whether its host is shown at all, as Cinder does for admins; and the keys of its image metadata
 * that only older releases reject.
 */
export const shownVolumeSchema = wireVolumeSchema.transform((wire) => ({
  volume: volumeOf(wire),
  hasHost: wire['os-vol-host-attr:host'] !== undefined,
  longImageMetadata: keysOf(wire.volume_image_metadata, isLong),
}));

// Cinder merges these two in when it shows a volume: api_utils.add_visible_admin_metadata.
const MERGED_IN = new Set(['readonly', 'attached_mode']);

/** The keys of the owner's metadata, sorted. */
export const ownKeys = (metadata: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(metadata)
    .filter((key) => !MERGED_IN.has(key))
    .sort();

const RUN_ID = /^[\w-]{1,36}$/;

/**
 * The ID of the run that created the volume; null if there is none. A value of another form under this key is
 * the owner's.
 */
export function runMarkIn(metadata: Readonly<Record<string, unknown>>): string | null {
  const mark = metadata[RUN_MARK];
  return typeof mark === 'string' && RUN_ID.test(mark) ? mark : null;
}

// What Cinder accepts when metadata is set on a volume; existing rows may hold more.
// Source: cinder/api/validation/parameter_types.py metadata_allows_null and image_metadata, validators.py
// mysql_text.
const KEY = /^[\w\-:. /]{1,255}$/;
const MOST_CHARACTERS = 255;
const MOST_BYTES = 65_535;

type Judge = (key: string, value: string) => boolean;

const keysOf = (metadata: Readonly<Record<string, string>>, is: Judge): string[] =>
  Object.entries(metadata)
    .filter(([key, value]) => is(key, value))
    .map(([key]) => key);

const isRefused: Judge = (key, value) => !KEY.test(key) || [...value].length > MOST_CHARACTERS;

// Later releases accept this in image metadata.
const isLong: Judge = (key, value) =>
  KEY.test(key) && isRefused(key, value) && Buffer.byteLength(value) <= MOST_BYTES;

/**
 * Source: cinder/api/v3/views/types.py; an extra spec may be null (cinder/api/schemas/types_extra_specs.py).
 */
export const volumeTypeSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    extra_specs: z.record(z.string(), z.string().nullable()).nullish(),
    is_public: z.boolean().nullish(),
    'os-volume-type-access:is_public': z.boolean().nullish(),
    qos_specs_id: optionalText,
  })
  .transform(
    (wire): VolumeType => ({
      id: wire.id,
      name: wire.name,
      extraSpecs: wire.extra_specs ?? {},
      isPublic: wire['os-volume-type-access:is_public'] ?? wire.is_public ?? true,
      qosSpecsId: wire.qos_specs_id,
    }),
  );

/** Capacities may be "unknown", "infinite" or null: they stay as they are. */
export const poolSchema = z
  .object({ name: z.string(), capabilities: z.record(z.string(), z.unknown()).nullish() })
  .transform(
    (wire): Pool => ({ name: wire.name, capabilities: wire.capabilities ?? {}, availabilityZone: null }),
  );

/** Milliseconds since 1970 from Cinder's times, which are UTC without a time zone. */
export function timeOf(text: string): number {
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
}
