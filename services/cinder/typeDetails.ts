// What a destination type means for a volume: who may use it, whether its volumes are encrypted, how its QoS differs.
import { z } from 'zod';
import type { Volume, VolumeType, VolumeTypeDetails } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { optionalText, textMap } from '../schema.ts';
import { volumeTypeSchema } from './schemas.ts';
import { getVolumeType } from './types.ts';

interface TypeChange {
  readonly volume: Volume;
  readonly destinationType: VolumeType;
}

/**
 * One request for the encryption of the type, one for its access list if it is private, and up to three for
 * the QoS of the two types if the volume is in use (below microversion 3.63 one of them lists the types).
 * Rejects with the errors of the requests: what is unknown must not count as allowed.
 */
export async function getTypeDetails(
  cloud: Cloud,
  { volume, destinationType }: TypeChange,
  signal?: AbortSignal,
): Promise<VolumeTypeDetails> {
  return {
    hasAccess:
      destinationType.isPublic || (await hasAccess(cloud, destinationType.id, volume.projectId, signal)),
    encryptionProvider: await getTypeEncryption(cloud, destinationType.id, signal),
    frontEndQos:
      volume.status === 'in-use'
        ? await frontEndQosOf(cloud, volume, destinationType, signal)
        : { own: null, destination: null },
  };
}

const accessSchema = z.object({ volume_type_access: z.array(z.object({ project_id: z.string() })) });

/**
 * `GET /types/{id}/os-volume-type-access`: whether the project may use the private type.
 * Source: cinder/api/contrib/volume_type_access.py: a public type responds 404.
 */
async function hasAccess(
  cloud: Cloud,
  typeId: string,
  projectId: string,
  signal?: AbortSignal,
): Promise<boolean> {
  return (await projectsWithAccess(cloud, typeId, signal))?.includes(projectId) ?? true;
}

/** The same request: IDs of the projects that may use the private type; null for a public one. */
export async function projectsWithAccess(
  cloud: Cloud,
  typeId: string,
  signal?: AbortSignal,
): Promise<readonly string[] | null> {
  const path = `/types/${encodeURIComponent(typeId)}/os-volume-type-access`;
  try {
    const { body } = await cloud.request(
      { service: 'volume', method: 'GET', path, expected: [200], schema: accessSchema },
      signal,
    );
    return body.volume_type_access.map(({ project_id }) => project_id);
  } catch (error) {
    if (error instanceof CloudError && error.code === 'NotFound') return null;
    throw error;
  }
}

const encryptionSchema = z.object({ encryption_id: optionalText, provider: optionalText });

/**
 * `GET /types/{id}/encryption`: the provider; null for plain types. Source:
 * cinder/api/contrib/volume_type_encryption.py.
 */
export async function getTypeEncryption(
  cloud: Cloud,
  typeId: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const path = `/types/${encodeURIComponent(typeId)}/encryption`;
  const { body } = await cloud.request(
    { service: 'volume', method: 'GET', path, expected: [200], schema: encryptionSchema },
    signal,
  );
  return body.provider ?? body.encryption_id;
}

async function frontEndQosOf(
  cloud: Cloud,
  volume: Volume,
  destinationType: VolumeType,
  signal?: AbortSignal,
): Promise<VolumeTypeDetails['frontEndQos']> {
  const ownId = await qosIdOf(cloud, volume, signal);
  const sameQos = ownId === destinationType.qosSpecsId;
  const destination = await frontEndQos(cloud, destinationType.qosSpecsId, signal);
  return { own: sameQos ? destination : await frontEndQos(cloud, ownId, signal), destination };
}

const typeSchema = z.object({ volume_type: volumeTypeSchema });

/** `GET /types/{id}`: the QoS of the volume's own type. Below microversion 3.63 a volume shows only the name of its type. */
async function qosIdOf(
  cloud: Cloud,
  { volumeType, volumeTypeId }: Volume,
  signal?: AbortSignal,
): Promise<string | null> {
  if (volumeTypeId === null)
    return volumeType === null ? null : (await getVolumeType(cloud, volumeType, signal)).qosSpecsId;
  const path = `/types/${encodeURIComponent(volumeTypeId)}`;
  const { body } = await cloud.request(
    { service: 'volume', method: 'GET', path, expected: [200], schema: typeSchema },
    signal,
  );
  return body.volume_type.qosSpecsId;
}

const qosSchema = z.object({
  qos_specs: z.object({ name: z.string(), consumer: optionalText, specs: textMap }),
});

/**
 * `GET /qos-specs/{id}`: name and values of specs that the hypervisor applies. Source:
 * cinder/api/contrib/qos_specs_manage.py.
 */
export async function frontEndQos(
  cloud: Cloud,
  qosSpecsId: string | null,
  signal?: AbortSignal,
): Promise<string | null> {
  if (qosSpecsId === null) return null;
  const path = `/qos-specs/${encodeURIComponent(qosSpecsId)}`;
  const { body } = await cloud.request(
    { service: 'volume', method: 'GET', path, expected: [200], schema: qosSchema },
    signal,
  );
  const { name, consumer, specs } = body.qos_specs;
  const values = Object.entries(specs).map(([key, value]) => `${key}=${value}`);
  return consumer === 'back-end' ? null : `${name} (${values.toSorted().join(', ')})`;
}
