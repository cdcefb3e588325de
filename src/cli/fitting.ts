// Whether a volume or a volume type fits a pool, and whether a volume type fits a volume: by the rules of a run.
import { isInZone, placeBlockers, zonesOf } from '../../machines/placeReasons.ts';
import { snapshotReasons, typeMismatches } from '../../machines/reasons.ts';
import { roomReasons } from '../../machines/roomReasons.ts';
import { typeBlockers } from '../../machines/typeReasons.ts';
import type { Pool, Volume, VolumeType } from '../../machines/types.ts';
import { isAtPlace } from '../../machines/volumeRules.ts';
import { listSnapshots } from '../../services/cinder/snapshots.ts';
import { getTypeDetails } from '../../services/cinder/typeDetails.ts';
import { getVolumeType, listVolumeTypes } from '../../services/cinder/types.ts';
import { findVolume, getVolume } from '../../services/cinder/volumes.ts';
import { type Cloud, StateError } from '../../services/index.ts';
import { isUuid } from '../../services/uuid.ts';
import { volumeNamed, volumesNamed } from './namedVolume.ts';

/** What a list is asked about. */
export type Subject =
  | {
      readonly kind: 'volume';
      readonly volume: Volume;
      readonly type: VolumeType | null;
      readonly snapshotIds: readonly string[];
    }
  | { readonly kind: 'type'; readonly type: VolumeType };

/** The volume with that ID or exact name. Rejects with a CloudError if there is none, or more than one. */
export async function volumeSubject(
  cloud: Cloud,
  text: string,
): Promise<Extract<Subject, { kind: 'volume' }>> {
  const id = isUuid(text.toLowerCase()) ? text.toLowerCase() : (await volumeNamed(cloud, text)).id;
  const volume = await getVolume(cloud, id);
  const named = volume.volumeTypeId ?? volume.volumeType;
  const type = named === null ? null : await getVolumeType(cloud, named);
  return { kind: 'volume', volume, type, snapshotIds: await listSnapshots(cloud, id) };
}

/** The volume or the volume type with that ID or exact name. Rejects with a CloudError, as above. */
export async function subjectOf(cloud: Cloud, text: string): Promise<Subject> {
  const id = isUuid(text.toLowerCase()) ? text.toLowerCase() : null;
  const types = await listVolumeTypes(cloud);
  const type = types.find((each) => each.id === id) ?? types.find(({ name }) => name === text);
  const isVolume =
    id === null ? (await volumesNamed(cloud, text)).length > 0 : (await findVolume(cloud, id)) !== null;
  if (type !== undefined && isVolume)
    throw new StateError({
      code: 'NameAmbiguous',
      message: `${text} is the name of a volume type and of a volume. Give the UUID of one of them`,
      reasons: [`the volume type is ${type.id}`],
    });
  if (type !== undefined) return { kind: 'type', type };
  if (isVolume) return await volumeSubject(cloud, text);
  throw new StateError({
    code: 'VolumeNotFound',
    message: `no volume and no volume type has the name or ID ${text}`,
    reasons: [`known volume types: ${types.map(({ name }) => name).join(', ') || 'none'}`],
  });
}

/** Why the pool cannot take the subject; empty if it can. */
export function poolReasons(subject: Subject, pool: Pool): string[] {
  const unlike = typeMismatches(subject.type, pool);
  if (unlike.length > 0) return unlike;
  if (subject.kind === 'type') return typeZoneReasons(subject.type, pool);
  const { volume, type } = subject;
  if (isAtPlace(volume, pool.name)) return ['the volume is on this pool now'];
  const placement = { volume, destination: type ?? NO_TYPE, snapshotIds: [], pools: [pool] };
  return [...new Set([...placeBlockers(placement), ...roomReasons(volume, pool, type)])];
}

/** What keeps the volume from any other pool. */
export const everywhereReasons = (subject: Subject): string[] =>
  subject.kind === 'volume' ? snapshotReasons(subject.snapshotIds) : [];

const NO_TYPE: VolumeType = { id: '', name: 'none', extraSpecs: {}, isPublic: true, qosSpecsId: null };

function typeZoneReasons(type: VolumeType, pool: Pool): string[] {
  const zones = zonesOf(type) ?? [];
  if (zones.length === 0 || isInZone(zones, pool)) return [];
  return [
    `volume type ${type.name} allows only availability zones ${zones.join(', ')}, but pool ${pool.name} is in ${pool.availabilityZone}`,
  ];
}

/** Why the volume cannot be retyped to the type; empty if it can. Reads what the type changes from the cloud. */
export async function typeReasonsFor(
  cloud: Cloud,
  { volume, type, snapshotIds }: Extract<Subject, { kind: 'volume' }>,
  destination: VolumeType,
  pools: readonly Pool[],
): Promise<string[]> {
  if (destination.id === type?.id) return ['the volume has this type now'];
  const details = await getTypeDetails(cloud, { volume, destinationType: destination });
  return [
    ...typeBlockers({ volume, destination, details, allowEncryptionChange: false }),
    ...placeBlockers({ volume, destination, snapshotIds, pools }),
  ];
}
