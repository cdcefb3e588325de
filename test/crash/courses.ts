// The courses that a run can take, and how the cloud is prepared for each.
import type { MigrateVolumeParameters } from '../../src/index.ts';
import type { SimulatedCloud, SimulatedCloudOptions, VolumeSeed } from '../../src/simulator/index.ts';

export interface Course {
  readonly title: string;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
  /** Status and error of the undisturbed run: a course that differs from its title is noticed. */
  readonly comesTo: string;
  readonly volume?: Partial<VolumeSeed>;
  readonly isAttached?: boolean;
  readonly options?: SimulatedCloudOptions;
  readonly prepare?: (cloud: SimulatedCloud, volumeId: string) => void;
  /** The user cancels whenever the run is in a state whose path ends with this. */
  readonly cancelAt?: string;
}

const cold = { migration_type: 'cold' } as const;
const toNode = (destination_node: string) => ({ ...cold, destination_node });
const toType = (destination_type: string) => ({ ...cold, destination_type });
const migrateTo = (destination_node: string) => ({ migration_type: 'migrate', destination_node });
const retype = { migration_type: 'retype', destination_type: 'beta' } as const;
const swap = { destination_type: 'beta' } as const;
const byAttachment = { ...swap, swap_method: 'attachment' } as const;
const byRetype = { ...swap, swap_method: 'retype' } as const;

// The volume's backend has no driver for it: Cinder copies to a second volume.
const byHostCopy = { parameters: toNode('node1@alpha#alpha'), volume: { host: 'node2@tier9#alpha' } };

const planted = { raise: 'planted' };

// Everything that a swap by attachment must carry over by itself.
const laden: Partial<VolumeSeed> = {
  bootable: true,
  readOnly: true,
  metadata: { purpose: 'ledger' },
  imageMetadata: { os_distro: 'debian' },
};

// The server is busy when the swap is requested, but was not when the run read it.
function rebootOnceVolumeIsMade(cloud: SimulatedCloud): void {
  const { handle } = cloud;
  cloud.handle = async (request) => {
    const answer = await handle(request);
    const isCreation = request.method === 'POST' && request.path.endsWith('/volumes');
    if (isCreation) cloud.setServer(cloud.world.servers['vm1'] ?? '', { taskState: 'rebooting' });
    return answer;
  };
}

function makeNoVolumeOfBeta({ faults }: SimulatedCloud): void {
  faults.set('node1@alpha', 'migrate_volume', planted);
  for (const host of ['node1@beta', 'node2@beta']) faults.set(host, 'create_volume', planted);
}

// Others use up the quota between the run's reading of it and its request for a volume.
function useUpQuotaAfterItWasRead(cloud: SimulatedCloud): void {
  const { handle } = cloud;
  cloud.handle = async (request) => {
    const isCreation = request.method === 'POST' && request.path.endsWith('/volumes');
    if (isCreation) cloud.setQuota('demo', { volumes: 1 });
    return await handle(request);
  };
}

const ofCinder: readonly Course[] = [
  { title: 'cold migration by the driver', parameters: toNode('node2@alpha#alpha'), comesTo: 'SUCCEEDED' },
  { title: 'cold migration by host copy', ...byHostCopy, comesTo: 'SUCCEEDED' },
  {
    title: 'cold migration that fails',
    ...byHostCopy,
    comesTo: 'FAILED MigrationFailed',
    prepare: (cloud) => cloud.faults.set('node1@alpha', 'copy', planted),
  },
  {
    title: 'cold migration that fails and leaves an orphan',
    ...byHostCopy,
    comesTo: 'FAILED MigrationFailed',
    prepare: (cloud) => cloud.faults.set('node1@alpha', 'update_migrated_volume', planted),
  },
  { title: 'cold retype', parameters: toType('beta'), comesTo: 'SUCCEEDED' },
  { title: 'cold retype on the same backend', parameters: toType('alpha-gold'), comesTo: 'SUCCEEDED' },
  {
    title: 'cold retype that fails',
    parameters: toType('beta'),
    comesTo: 'FAILED RetypeFailed',
    prepare: makeNoVolumeOfBeta,
  },
  { title: 'swap by retype', parameters: byRetype, isAttached: true, comesTo: 'SUCCEEDED' },
  {
    title: 'swap by auto where Nova rejects direct swaps',
    parameters: swap,
    isAttached: true,
    options: { release: '2025.1' },
    comesTo: 'SUCCEEDED',
  },
  {
    title: 'swap by retype that Nova fails',
    parameters: byRetype,
    isAttached: true,
    comesTo: 'FAILED RetypeFailed',
    prepare: (cloud) => cloud.faults.set('nova', 'swap_volume', planted),
  },
  { title: 'migrate, detached', parameters: migrateTo('node2@alpha#alpha'), comesTo: 'SUCCEEDED' },
  {
    title: 'migrate, attached',
    parameters: migrateTo('node2@alpha#alpha'),
    isAttached: true,
    comesTo: 'SUCCEEDED',
  },
  {
    title: 'migrate that Nova fails',
    parameters: migrateTo('node2@alpha#alpha'),
    isAttached: true,
    comesTo: 'FAILED MigrationFailed',
    prepare: (cloud) => cloud.faults.set('nova', 'swap_volume', planted),
  },
  { title: 'retype, attached', parameters: retype, isAttached: true, comesTo: 'SUCCEEDED' },
];

const byFiveSteps: readonly Course[] = [
  {
    title: 'swap by attachment',
    parameters: byAttachment,
    isAttached: true,
    volume: laden,
    comesTo: 'SUCCEEDED',
  },
  {
    title: 'swap whose volume cannot be made',
    parameters: byAttachment,
    isAttached: true,
    comesTo: 'FAILED DestinationVolumeFailed',
    prepare: makeNoVolumeOfBeta,
  },
  {
    title: 'swap for which the quota is used up',
    parameters: byAttachment,
    isAttached: true,
    comesTo: 'FAILED OverQuota',
    prepare: useUpQuotaAfterItWasRead,
  },
  {
    title: 'swap that Nova refuses',
    parameters: byAttachment,
    isAttached: true,
    comesTo: 'FAILED Conflict',
    prepare: rebootOnceVolumeIsMade,
  },
  {
    title: 'swap that Nova fails, and rolls back',
    parameters: byAttachment,
    isAttached: true,
    comesTo: 'FAILED SwapFailed',
    prepare: (cloud) => cloud.faults.set('nova', 'swap_volume', planted),
  },
  {
    title: 'swap whose source cannot be deleted',
    parameters: byAttachment,
    isAttached: true,
    comesTo: 'SUCCEEDED',
    prepare: (cloud) => cloud.faults.set('node1@alpha', 'delete_volume', planted),
  },
];

const refused: readonly Course[] = [
  {
    title: 'refusal: no place for the type',
    parameters: toType('nowhere'),
    comesTo: 'FAILED NoPlaceForVolume',
  },
  {
    title: 'refusal: the quota is used up',
    parameters: byAttachment,
    isAttached: true,
    comesTo: 'FAILED SourceCannotBeReplaced',
    prepare: (cloud) => cloud.setQuota('demo', { volumes: 1 }),
  },
  {
    title: 'refusal: cold, attached',
    parameters: toType('beta'),
    isAttached: true,
    comesTo: 'FAILED InvalidStateForColdMigration',
  },
  {
    title: 'refusal: cold, with a snapshot',
    parameters: toNode('node2@alpha#alpha'),
    comesTo: 'FAILED InvalidStateForColdMigration',
    prepare: (cloud, volumeId) => void cloud.addSnapshot(volumeId),
  },
  {
    title: 'refusal: a node where the type cannot live',
    parameters: toNode('node1@beta#beta'),
    comesTo: 'FAILED VolumeTypeMustBeSame',
  },
  {
    title: 'refusal: the node where it is',
    parameters: toNode('node1@alpha#alpha'),
    comesTo: 'FAILED DestinationNodeMustBeDifferent',
  },
  {
    title: 'refusal: the migration, by Cinder',
    parameters: toNode('node2@alpha#alpha'),
    comesTo: 'FAILED Forbidden',
    prepare: (cloud) => void cloud.faults.http({ match: { method: 'POST', path: /\/action$/ }, status: 403 }),
  },
  { title: 'refusal: swap, not attached', parameters: swap, comesTo: 'FAILED InvalidStateForSwappingVolume' },
  {
    title: 'refusal: Nova rejects direct swaps',
    parameters: byAttachment,
    isAttached: true,
    options: { release: '2025.1' },
    comesTo: 'FAILED SwapRefused',
  },
  {
    title: 'refusal: Keystone makes no user',
    parameters: byAttachment,
    isAttached: true,
    comesTo: 'FAILED Forbidden',
    prepare: (cloud) => void cloud.faults.http({ match: { method: 'POST', path: /\/users$/ }, status: 403 }),
  },
  {
    title: 'refusal: another migration type',
    parameters: { migration_type: 'live' },
    comesTo: 'FAILED UnsupportedMigrationType',
  },
];

const cancelled: readonly Course[] = [
  {
    title: 'cancelled while Cinder migrates',
    parameters: toNode('node2@alpha#alpha'),
    cancelAt: 'watchingMigration',
    comesTo: 'SUCCEEDED',
  },
  {
    title: 'cancelled before the swap is asked',
    parameters: byAttachment,
    isAttached: true,
    cancelAt: 'watchingDestinationVolume',
    comesTo: 'CANCELLED',
  },
  {
    title: 'cancelled too late, while Nova swaps',
    parameters: byAttachment,
    isAttached: true,
    cancelAt: 'watchingSwap',
    comesTo: 'SUCCEEDED',
  },
];

export const courses: readonly Course[] = [...ofCinder, ...byFiveSteps, ...refused, ...cancelled];
