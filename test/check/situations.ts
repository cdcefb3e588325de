// Situations in which a run fails before data moves: how to make each, and with which code the run fails.
import type { MigrateVolumeParameters } from '../../src/index.ts';
import type { SimulatedCloud, SimulatedCloudOptions } from '../../src/simulator/index.ts';

export interface Situation {
  /** What is in the way. */
  readonly name: string;
  readonly on?: SimulatedCloudOptions;
  /** Makes the situation; returns the parameters of the run, besides `migration_type`. */
  readonly make: (cloud: SimulatedCloud) => MigrateVolumeParameters;
  /** The code with which the run fails, and the check too. */
  readonly code: string;
  /** A part of each reason, in order. */
  readonly reasons: readonly string[];
}

const ALPHA2 = 'node2@alpha#alpha';
const GUARDED = { release: '2025.1' } as const;

const owned = (cloud: SimulatedCloud, changes: object = {}): string =>
  cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 2, ...changes }).id;

/** An attached volume of a server of its own. */
function attached(cloud: SimulatedCloud, changes: object = {}, server: object = {}): string {
  const id = owned(cloud, changes);
  const { id: serverId } = cloud.addServer({ name: 's', project: 'demo', user: 'alice', volumes: [] });
  cloud.attach(serverId, id);
  cloud.setServer(serverId, server);
  return id;
}

const changed = (cloud: SimulatedCloud, id: string, changes: Parameters<SimulatedCloud['setVolume']>[1]) => {
  cloud.setVolume(id, changes);
  return id;
};
const snapped = (cloud: SimulatedCloud, id: string): string => {
  cloud.addSnapshot(id);
  return id;
};

const toNode = (resource_id: string, destination_node = ALPHA2) => ({
  ...{ resource_id, migration_type: 'cold', destination_node },
});
const toType = (resource_id: string, destination_type = 'beta') => ({
  ...{ resource_id, migration_type: 'cold', destination_type },
});
const swap = (resource_id: string, more: Partial<MigrateVolumeParameters> = {}) => ({
  ...{ resource_id, destination_type: 'beta' },
  ...more,
});
const migrate = (resource_id: string, destination_node = ALPHA2) => ({
  ...{ resource_id, migration_type: 'migrate', destination_node },
});
const retype = (resource_id: string, destination_type = 'beta') => ({
  ...{ resource_id, migration_type: 'retype', destination_type },
});

type Row = readonly [
  name: string,
  make: Situation['make'],
  code: string,
  reasons: readonly string[],
  more?: Partial<Situation>,
];

const COLD = 'InvalidStateForColdMigration';
const SWAP = 'InvalidStateForSwappingVolume';
const MIGRATE = 'InvalidStateForMigratingVolume';
const RETYPE = 'InvalidStateForRetypingVolume';

const rows: readonly Row[] = [
  // Parameters
  [
    'another migration_type',
    (c) => ({ resource_id: owned(c), migration_type: 'live' }),
    'UnsupportedMigrationType',
    ['migration_type is'],
  ],
  [
    'cold without a destination',
    (c) => ({ resource_id: owned(c), migration_type: 'cold' }),
    'DestinationRequired',
    ['give destination_node'],
  ],
  [
    'swap without a type',
    (c) => ({ resource_id: attached(c) }),
    'DestinationTypeRequired',
    ['give destination_type'],
  ],
  [
    'migrate without a node',
    (c) => ({ resource_id: owned(c), migration_type: 'migrate' }),
    'DestinationNodeRequired',
    ['give destination_node'],
  ],
  ['no such volume', () => toNode('00000000-0000-4000-8000-000000000000'), 'VolumeNotFound', ['not found']],

  // The volume
  ['cold, attached', (c) => toNode(attached(c)), COLD, ['attached to server']],
  ['cold, with a snapshot', (c) => toNode(snapped(c, owned(c))), COLD, ['1 snapshot']],
  ['cold, in a group', (c) => toNode(changed(c, owned(c), { groupId: 'g1' })), COLD, ['group g1']],
  [
    'cold, replicated',
    (c) => toNode(changed(c, owned(c), { replicationStatus: 'enabled' })),
    COLD,
    ['replication'],
  ],
  [
    'cold, moving',
    (c) => toNode(changed(c, owned(c), { migrationStatus: 'migrating' })),
    COLD,
    ['another migration'],
  ],
  ['cold, in error', (c) => toNode(changed(c, owned(c), { status: 'error' })), COLD, ['status is error']],
  [
    'cold, reserved',
    (c) => {
      const id = owned(c);
      c.addReservedAttachment(id, 'vm1');
      return toNode(id);
    },
    COLD,
    ['Cinder keeps attachment'],
  ],
  [
    'cold, attached in Nova only',
    (c) => {
      const id = attached(c);
      c.detachInCinderOnly(id);
      return toNode(id);
    },
    COLD,
    ['according to Nova'],
  ],
  [
    'cold, of a shelved server',
    (c) => {
      const id = attached(c, {}, { vmState: 'shelved_offloaded' });
      c.detachInCinderOnly(id);
      return toNode(changed(c, id, { status: 'reserved' }));
    },
    COLD,
    ['status is reserved', 'Unshelve'],
  ],
  ['swap, detached', (c) => swap(owned(c)), SWAP, ['not attached']],
  [
    'swap, server stopped',
    (c) => swap(attached(c, {}, { vmState: 'stopped' })),
    SWAP,
    ['vm_state is stopped'],
  ],
  [
    'swap, server in a task',
    (c) => swap(attached(c, {}, { taskState: 'powering-off' })),
    SWAP,
    ['task_state is powering-off'],
  ],
  [
    'swap, attachment lost',
    (c) => {
      const id = attached(c);
      c.loseAttachments(id);
      return swap(id);
    },
    SWAP,
    ['lost the record', 'according to Nova'],
  ],
  ['swap, in a group', (c) => swap(changed(c, attached(c), { groupId: 'g1' })), SWAP, ['group g1']],
  ['migrate, with a snapshot', (c) => migrate(snapped(c, attached(c))), MIGRATE, ['1 snapshot']],
  [
    'migrate, server stopped',
    (c) => migrate(attached(c, {}, { vmState: 'stopped' })),
    MIGRATE,
    ['vm_state is stopped'],
  ],
  ['retype, in a group', (c) => retype(changed(c, owned(c), { groupId: 'g1' })), RETYPE, ['group g1']],
  [
    'retype, server in a task',
    (c) => retype(attached(c, {}, { taskState: 'rebooting' })),
    RETYPE,
    ['task_state is rebooting'],
  ],

  // The type
  ['no such type', (c) => toType(owned(c), 'gamma'), 'VolumeTypeNotFound', ['known volume types']],
  [
    'cold, the type that it has',
    (c) => toType(owned(c), 'alpha'),
    'VolumeTypeMustBeDifferent',
    ['already has type alpha'],
  ],
  [
    'retype, the type that it has',
    (c) => retype(attached(c), 'alpha'),
    'VolumeTypeMustBeDifferent',
    ['already has type alpha'],
  ],
  [
    'a private type',
    (c) => {
      c.makeTypePrivate('beta');
      return toType(owned(c));
    },
    'VolumeTypeNotAllowed',
    ['no access'],
  ],
  [
    'an encrypted type',
    (c) => {
      c.addType({ name: 'secret', encrypted: true });
      return toType(owned(c), 'secret');
    },
    'VolumeTypeNotAllowed',
    ['is not encrypted'],
  ],
  [
    'other front-end QoS, in use',
    (c) => {
      const id = attached(c);
      Object.assign(c.state.volumeTypes.get(c.world.types['beta'] ?? '') ?? {}, { qosSpecsId: 'fast' });
      c.state.qosSpecs.set('fast', { id: 'fast', name: 'fast', consumer: 'front-end', specs: { iops: '1' } });
      return retype(id);
    },
    'VolumeTypeNotAllowed',
    ['QoS'],
  ],
  [
    'multi-attach, in use',
    (c) => {
      c.addType({ name: 'shared', extraSpecs: { multiattach: '<is> True' } });
      return retype(attached(c), 'shared');
    },
    'VolumeTypeNotAllowed',
    ['multi-attach would change'],
  ],
  [
    'the pool does not serve the type',
    (c) => toNode(owned(c), 'node1@beta#beta'),
    'VolumeTypeMustBeSame',
    ['volume_backend_name'],
  ],

  // The place
  [
    'no such pool',
    (c) => toNode(owned(c), 'node9@x#y'),
    'PoolNotFound',
    ['known pools', 'no cinder-volume service'],
  ],
  [
    'the destination is down',
    (c) => {
      c.setService('node2@alpha', { up: false });
      return toNode(owned(c));
    },
    'PoolNotFound',
    ['known pools', 'is down'],
  ],
  [
    'the destination is disabled',
    (c) => {
      c.setService('node2@alpha', { enabled: false });
      return migrate(owned(c));
    },
    'PoolNotFound',
    ['known pools', 'Enable it first'],
  ],
  [
    'the destination is frozen',
    (c) => {
      c.setService('node2@alpha', { enabled: false, frozen: true });
      return toNode(owned(c));
    },
    'PoolNotFound',
    ['known pools', 'Thaw it first'],
  ],
  [
    'cold, the pool where it is',
    (c) => toNode(owned(c, { host: ALPHA2 })),
    'DestinationNodeMustBeDifferent',
    ['already on'],
  ],
  [
    'migrate, no pool named',
    (c) => migrate(owned(c), 'node2@alpha'),
    'DestinationPoolRequired',
    ['name the pool in full'],
  ],
  ['no pool serves the type', (c) => toType(owned(c), 'nowhere'), 'NoPlaceForVolume', ['no pool serves']],
  [
    'no pool has room',
    (c) => toType(owned(c, { sizeGib: 3000 })),
    'NoPlaceForVolume',
    ['node1@beta#beta has 1', 'node2@beta#beta has 1'],
  ],
  [
    'the destination has no room',
    (c) => toNode(owned(c, { sizeGib: 1500 })),
    'NoRoomOnDestination',
    ['GiB free, but the volume needs 1500'],
  ],
  ['migrate, no room', (c) => migrate(attached(c, { sizeGib: 1500 })), 'NoRoomOnDestination', ['needs 1500']],
  [
    'the source is down',
    (c) => {
      c.setService('node1@alpha', { up: false });
      return toNode(owned(c));
    },
    COLD,
    ['where the volume is, is down'],
  ],
  [
    'retype, the source is down',
    (c) => {
      c.setService('node1@alpha', { up: false });
      return retype(owned(c));
    },
    RETYPE,
    ['where the volume is, is down'],
  ],

  // How to swap
  [
    'attachment, after an earlier move',
    (c) => swap(changed(c, attached(c), { migrationStatus: 'error' }), { swap_method: 'attachment' }),
    'SwapNotAskable',
    ['migration_status is error', 'use swap_method'],
  ],
  [
    'attachment, where Nova rejects it',
    (c) => swap(attached(c), { swap_method: 'attachment' }),
    'SwapRefused',
    ['OSSN-0094'],
    { on: GUARDED },
  ],
  [
    'attachment, with a snapshot',
    (c) => swap(snapped(c, attached(c)), { swap_method: 'attachment' }),
    'SourceCannotBeReplaced',
    ['cannot delete a volume that has snapshots'],
  ],
  [
    'attachment, no pool',
    (c) => swap(attached(c), { swap_method: 'attachment', destination_type: 'nowhere' }),
    'SourceCannotBeReplaced',
    ['no pool serves'],
  ],
  [
    'attachment, quota full',
    (c) => {
      const id = attached(c);
      c.setQuota('demo', { volumes: 1 });
      return swap(id, { swap_method: 'attachment' });
    },
    'SourceCannotBeReplaced',
    ['quota volumes is 1'],
  ],

  // The owner's quota
  [
    'retype, quota of the type full',
    (c) => {
      c.setQuota('demo', { gigabytes_beta: 3 });
      return toType(owned(c));
    },
    'OverQuota',
    ['quota gigabytes_beta is 3'],
  ],
  [
    'in-use retype, quota of the type full',
    (c) => {
      c.setQuota('demo', { volumes_beta: 2 });
      return swap(attached(c));
    },
    'OverQuota',
    ['quota volumes_beta is 2'],
    { on: GUARDED },
  ],
];

export const situations: readonly Situation[] = rows.map(([name, make, code, reasons, more]) => ({
  ...{ name, make, code, reasons },
  ...more,
}));
