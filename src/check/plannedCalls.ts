// The changing calls of a run, in order, from the call that it would begin with.
import type { PortName } from '../../machines/actors.ts';
import { type MigrationContext, required, volumeOf } from '../../machines/context.ts';
import { RUN_MARK } from '../../machines/runMark.ts';
import type { MigrationOperation, Volume } from '../../machines/types.ts';
import type { PlannedCall } from './types.ts';

/** The operation that a first call begins; null for a run that makes no changing call. */
export const operationOf = (first: PortName | null): MigrationOperation | null =>
  first === 'requestMigration'
    ? 'migrate'
    : first === 'requestRetype'
      ? 'retype'
      : first === 'createTemporaryUser'
        ? 'swap'
        : null;

/** The calls of a run that begins with this one. */
export function plannedCalls(context: MigrationContext, first: PortName | null): readonly PlannedCall[] {
  const operation = operationOf(first);
  if (operation === 'migrate') return [migrate(context)];
  if (operation === 'retype') return [retype(context)];
  return operation === 'swap' ? swap(context) : [];
}

const path = (...parts: readonly string[]): string =>
  parts.map((part) => `/${/^\{\w+\}$/.test(part) ? part : encodeURIComponent(part)}`).join('');

const migrate = (context: MigrationContext): PlannedCall => ({
  ...{ service: 'volume', call: 'requestMigration', method: 'POST' },
  path: path('volumes', volumeOf(context).id, 'action'),
  description: `os-migrate_volume: Cinder moves the volume to ${context.parameters.destinationNode}`,
});

const retype = (context: MigrationContext): PlannedCall => ({
  ...{ service: 'volume', call: 'requestRetype', method: 'POST' },
  path: path('volumes', volumeOf(context).id, 'action'),
  description: `os-retype: Cinder gives the volume type ${context.destinationVolumeType?.name}, and moves it if its pool does not serve that type`,
});

function swap(context: MigrationContext): PlannedCall[] {
  const volume = volumeOf(context);
  const { id, projectId } = volume;
  const server = required(volume.attachments[0], 'the attachment').serverId;
  const type = context.destinationVolumeType?.name;
  return [
    keystone('createTemporaryUser', 'POST', path('users'), 'creates a temporary user'),
    keystone(
      'grantRole',
      'PUT',
      `/projects/${projectId}/users/{user}/roles/{role}`,
      "gives the user the least privileged role in the volume's project",
    ),
    cinder(
      'createDestinationVolume',
      'POST',
      path('volumes'),
      `creates a volume of type ${type}, as that user`,
    ),
    ...attributes(volume),
    {
      ...{ service: 'compute', call: 'swapVolume', method: 'PUT' },
      path: path('servers', server, 'os-volume_attachments', id),
      description: `Nova copies the data, and server ${server} uses the new volume from then on`,
    },
    cinder(
      'deleteSourceVolume',
      'DELETE',
      path('volumes', id),
      'deletes the source, once the swap is proven',
    ),
    cinder(
      'unmarkDestinationVolume',
      'DELETE',
      `/volumes/{destination}/metadata/${encodeURIComponent(RUN_MARK)}`,
      "removes the run's mark from the new volume",
    ),
    keystone('deleteTemporaryUser', 'DELETE', '/users/{user}', 'deletes the temporary user'),
  ];
}

// Only what is needed; see copyAttributes.
function attributes({ bootable, imageMetadataKeys, readonly }: Volume): PlannedCall[] {
  const set = (description: string): PlannedCall =>
    cinder('copyAttributes', 'POST', '/volumes/{destination}/action', description);
  return [
    ...(bootable ? [set('os-set_bootable: makes the new volume bootable')] : []),
    ...(imageMetadataKeys.length > 0 ? [set('os-set_image_metadata: copies the image metadata')] : []),
    ...(readonly ? [set('os-update_readonly_flag: makes the new volume read-only')] : []),
  ];
}

const cinder = (
  call: PortName,
  method: PlannedCall['method'],
  at: string,
  description: string,
): PlannedCall => ({ service: 'volume', call, method, path: at, description });

const keystone = (
  call: PortName,
  method: PlannedCall['method'],
  at: string,
  description: string,
): PlannedCall => ({ service: 'identity', call, method, path: at, description });
