// Finds the volume that a user names.
import type { MigrationParameters, Volume } from '../../machines/types.ts';
import { listVolumes } from '../../services/cinder/volumes.ts';
import { type Cloud, StateError } from '../../services/index.ts';
import { getProjectName } from '../../services/keystone/projects.ts';
import type { ReadParameters } from './readParameters.ts';

// The rows of a move in progress have the name of the volume: they are not volumes of their own.
const isRowOfMove = ({ migrationStatus }: Volume): boolean =>
  migrationStatus !== null && (migrationStatus.startsWith('target:') || migrationStatus === 'deleting');

/**
 * The volumes with exactly that name; for an admin those of all projects.
 * Cinder's own comparison depends on its database: MySQL ignores case and spaces at the end.
 */
export async function volumesNamed(cloud: Cloud, name: string): Promise<readonly Volume[]> {
  const found = await listVolumes(cloud, { name });
  return found.filter((volume) => volume.name === name && !isRowOfMove(volume));
}

/**
 * The one volume with that name. Rejects with StateError `VolumeNotFound`, or `VolumeNameAmbiguous`, whose
 * reasons name each volume with its project.
 */
export async function volumeNamed(cloud: Cloud, name: string): Promise<Volume> {
  const found = await volumesNamed(cloud, name);
  const [volume, ...others] = found;
  if (volume === undefined) throw notFound(cloud, name);
  if (others.length === 0) return volume;
  throw new StateError({
    code: 'VolumeNameAmbiguous',
    message: `${found.length} volumes are called ${name}. Give the UUID of one of them`,
    reasons: await inWords(cloud, found),
  });
}

/** The parameters, with the ID of the volume where the user gave a name. Rejects as `volumeNamed` does. */
export async function parametersOn(
  cloud: Cloud,
  { parameters, name }: ReadParameters,
): Promise<MigrationParameters> {
  return name === null ? parameters : { ...parameters, resourceId: (await volumeNamed(cloud, name)).id };
}

const notFound = ({ user, project }: Cloud, name: string): StateError =>
  new StateError({
    code: 'VolumeNotFound',
    message: `no volume is called ${name}`,
    reasons: [
      `searched as user ${user.name} in project ${project.name}; only an admin finds the volumes of other projects. To list volumes, run: openstack volume list --all-projects`,
    ],
  });

async function inWords(cloud: Cloud, volumes: readonly Volume[]): Promise<string[]> {
  const names = new Map<string, string | null>();
  for (const { projectId } of volumes)
    if (!names.has(projectId)) names.set(projectId, await getProjectName(cloud, projectId));
  return volumes.map(({ id, projectId, status, volumeType, sizeGib }) => {
    const name = names.get(projectId) ?? null;
    const project = name === null ? projectId : `${name} (${projectId})`;
    return `${id} in project ${project}: ${status}, type ${volumeType ?? 'none'}, ${sizeGib} GiB`;
  });
}
