// What zone migration makes of every state of volumes, servers, services, types and rows: one line a case.
import { expect, test } from 'vitest';
import { makePlan, type Volume, zoneMigration } from '../../src/index.ts';
import {
  buildView,
  caseProblems,
  movesOf,
  poolName,
  type TestCloud,
  type TestVolume,
} from '../../src/strategies/testing/index.ts';

const toB = { storage_pools: [{ src_pool: poolName('A'), dst_pool: poolName('B') }] };
const toX = { storage_pools: [{ src_pool: poolName('A'), dst_type: 'X' }] };
const ROOMY = { A: [1000, 100], B: [1000, 900] } as const;

/** What becomes of the volume `a` of pool A: it moves, or stays for this reason. */
const problemsOf = (cloud: Partial<TestCloud>, stays: RegExp | null, given: object = toB): string[] =>
  caseProblems(zoneMigration, {
    cloud: { pools: ROOMY, volumes: [{ id: 'a', pool: 'A', sizeGib: 10 }], ...cloud },
    parameters: given,
    moves: stays === null ? [`a to ${given === toB ? 'B' : 'type X'}`] : [],
    skips: stays === null ? {} : { a: stays },
  });

test.each<[string, Partial<TestVolume> & { readonly has?: Partial<Volume> }, RegExp | null]>([
  ['is being created', { has: { status: 'creating' } }, /status is creating/],
  ['is reserved', { has: { status: 'reserved' } }, /status is reserved/],
  ['is being attached', { has: { status: 'attaching' } }, /status is attaching/],
  ['is being detached', { on: ['s'], has: { status: 'detaching' } }, /status is detaching/],
  ['is backed up', { has: { status: 'backing-up' } }, /status is backing-up/],
  ['is in maintenance', { has: { status: 'maintenance' } }, /status is maintenance/],
  ['awaits its transfer', { has: { status: 'awaiting-transfer' } }, /status is awaiting-transfer/],
  ['could not be deleted', { has: { status: 'error_deleting' } }, /status is error_deleting/],
  ['has an error', { has: { status: 'error' } }, /status is error/],
  ['is retyped', { has: { status: 'retyping' } }, /status is retyping/],
  ['is on its way', { has: { migrationStatus: 'migrating' } }, /another migration is in progress/],
  ['was asked to move', { has: { migrationStatus: 'starting' } }, /another migration is in progress/],
  [
    'is the copy of another one that is on its way',
    { has: { migrationStatus: 'target:x' } },
    /copy that Cinder makes of volume x/,
  ],
  ['has moved before', { has: { migrationStatus: 'success' } }, null],
  ['could not be moved before', { has: { migrationStatus: 'error' } }, null],
  ['is replicated', { has: { replicationStatus: 'enabled' } }, /replication_status is enabled/],
  ['has its replication disabled', { has: { replicationStatus: 'disabled' } }, null],
  ['is in a group', { has: { groupId: 'g' } }, /belongs to group g/],
  ['is encrypted', { has: { encrypted: true, encryptionProvider: 'luks' } }, null],
  [
    'is encrypted and attached',
    { on: ['s'], has: { encrypted: true, encryptionProvider: 'luks' } },
    /encrypted/,
  ],
  ['is read-only', { has: { readonly: true } }, null],
  ['is made from an image', { has: { bootable: true, imageMetadataKeys: ['image_id'] } }, null],
  ['is the root disk of a server', { on: ['s'], has: { bootable: true } }, null],
  ['has no name', { has: { name: '' } }, null],
  ['has size 0', { sizeGib: 0 }, null],
  ['has no type', { has: { volumeType: null, volumeTypeId: null } }, null],
  ['has a type that was deleted', { type: 'gone' }, /Volume type type-gone not found/],
  ['has snapshots', { snapshots: 2 }, /has 2 snapshots \(a-snapshot-0, a-snapshot-1\)/],
  ['is attached twice', { on: ['s', 't'], has: { multiattach: true } }, /attached to 2 servers/],
  ['may be attached twice, and is once', { on: ['s'], has: { multiattach: true } }, null],
  ['has lost its attachment', { has: { status: 'in-use' } }, /Cinder shows no attachment/],
  ['is available with an attachment', { on: ['s'], has: { status: 'available' } }, /it must be in-use/],
])('a volume that %s', (_, volume, stays) => {
  expect(problemsOf({ volumes: [{ id: 'a', pool: 'A', sizeGib: 10, ...volume }] }, stays)).toEqual([]);
});

test.each<[string, RegExp | null]>([
  ['active', null],
  ['paused', null],
  ['resized', null],
  ...[
    'stopped',
    'suspended',
    'shelved',
    'shelved_offloaded',
    'error',
    'rescued',
    'building',
    'soft-delete',
  ].map((vmState): [string, RegExp] => [vmState, new RegExp(`vm_state is ${vmState}; it must be active`)]),
])('a volume of a server that is %s', (vmState, stays) => {
  const volumes = [{ id: 'a', pool: 'A', sizeGib: 10, on: ['s'] }];
  expect(problemsOf({ volumes, servers: { s: { vmState } } }, stays)).toEqual([]);
});

test.each<[string, Partial<TestCloud>, RegExp | null]>([
  ['server in a task', { servers: { s: { taskState: 'migrating' } } }, /task_state is migrating/],
  ['server that is locked', { servers: { s: { locked: true } } }, null],
])('a volume of a %s', (_, cloud, stays) => {
  expect(problemsOf({ volumes: [{ id: 'a', pool: 'A', sizeGib: 10, on: ['s'] }], ...cloud }, stays)).toEqual(
    [],
  );
});

test.each<[string, TestCloud['services'], RegExp | null]>([
  ['source disabled', { A: { isEnabled: false } }, null],
  ['source frozen', { A: { isEnabled: false, isFrozen: true } }, null],
  ['source down', { A: { isUp: false } }, /cinder-volume on A@A, where the volume is, is down/],
  [
    'destination disabled',
    { B: { isEnabled: false, disabledReason: 'disk failure' } },
    /Pool B@B#B not found\n.*\n.*is disabled: disk failure. Enable it first/,
  ],
  ['destination down', { B: { isUp: false } }, /cinder-volume on B@B is down. Start it first/],
  ['destination frozen', { B: { isEnabled: false, isFrozen: true } }, /Thaw it first/],
])('with the service of the %s', (_, services = {}, stays) => {
  expect(problemsOf({ services }, stays)).toEqual([]);
});

type Specs = Readonly<Record<string, string | null>>;

test.each<[string, Specs, Readonly<Record<string, unknown>>, RegExp | null]>([
  ['<is> True, and true', { ssd: '<is> True' }, { ssd: true }, null],
  [
    '<is> True, and "false"',
    { ssd: '<is> True' },
    { ssd: 'false' },
    /requires ssd "<is> True", but pool B@B#B/,
  ],
  ['<in>, and a text that contains it', { tags: '<in> gold' }, { tags: 'silver,gold' }, null],
  ['<in>, and a list that does not', { tags: '<in> gold' }, { tags: ['silver'] }, /requires tags/],
  ['<or>, one of them', { volume_backend_name: '<or> A <or> B' }, {}, null],
  ['<or>, none of them', { volume_backend_name: '<or> A <or> X' }, {}, /requires volume_backend_name/],
  ['a number that is too small', { iops: '>= 100' }, { iops: 50 }, /requires iops ">= 100".*reports 50/],
  ['a spec for the driver', { 'qos:maxIOPS': '5' }, {}, null],
  ['capabilities:…, as text', { 'capabilities:tier': 'x' }, { tier: 'x' }, null],
  ['a spec without a value', { tier: null }, {}, /requires tier null, but pool B@B#B reports nothing/],
  ['multi-attach', { multiattach: '<is> True' }, { multiattach: false }, /requires multiattach/],
  ['a zone, which a migration does not ask for', { 'RESKEY:availability_zones': 'az9' }, {}, null],
])('an extra spec with %s', (_, T, capabilities, stays) => {
  const pools = { A: [1000, 100], B: [1000, 900, capabilities] } as const;
  expect(problemsOf({ pools, types: { T } }, stays)).toEqual([]);
});

const TYPES = { T: { volume_backend_name: 'A' }, X: { volume_backend_name: 'B' } };

test.each<[string, Partial<TestCloud>, RegExp | null]>([
  [
    'a private type',
    { typeDetails: { X: { isPublic: false, projectIds: ['Q'] } } },
    /project P has no access/,
  ],
  ['a private type of its project', { typeDetails: { X: { isPublic: false, projectIds: ['P'] } } }, null],
  [
    'a type that encrypts',
    { typeDetails: { X: { encryptionProvider: 'luks' } } },
    /not encrypted, but volume type X/,
  ],
  [
    'a type of another zone',
    { services: { B: { availabilityZone: 'z2' } } },
    /availability zone nova; the pools/,
  ],
  [
    'a type with zones of its own',
    {
      services: { B: { availabilityZone: 'z2' } },
      types: { ...TYPES, X: { ...TYPES.X, 'RESKEY:availability_zones': 'z1,z2' } },
    },
    null,
  ],
  ['a type that no pool serves', { types: { ...TYPES, X: { volume_backend_name: 'Z' } } }, /no pool serves/],
  [
    'a type with snapshots',
    { volumes: [{ id: 'a', pool: 'A', sizeGib: 10, snapshots: 1 }] },
    /has a snapshot/,
  ],
  [
    'a type without a quota limit',
    { quotas: { P: [{ name: 'gigabytes_X', limit: null, inUse: 9, reserved: 0 }] } },
    null,
  ],
  [
    'a type whose quota is full',
    { quotas: { P: [{ name: 'volumes_X', limit: 1, inUse: 0, reserved: 1 }] } },
    /2 of 1/,
  ],
])('a retype to %s', (_, cloud, stays) => {
  expect(problemsOf({ types: TYPES, ...cloud }, stays, toX)).toEqual([]);
});

test('all that blocks a volume is told at once', () => {
  const volumes = [{ id: 'a', pool: 'A', sizeGib: 950, snapshots: 1, has: { groupId: 'g' } }];
  expect(problemsOf({ volumes }, /900 GiB free.*\n.*snapshot.*\n.*group g/)).toEqual([]);
});

test('a migration to another availability zone says so', () => {
  const cloud: TestCloud = {
    ...{ pools: ROOMY, services: { B: { availabilityZone: 'z2' } } },
    volumes: [{ id: 'a', pool: 'A', sizeGib: 10 }],
  };
  const reasons = { a: /the volume leaves availability zone nova for z2$/ };
  expect(caseProblems(zoneMigration, { cloud, parameters: toB, moves: ['a to B'], reasons })).toEqual([]);
});

test('a filter_function of the destination is noted', () => {
  const pools = { A: [1000, 100], B: [1000, 900, { filter_function: 'volume.size < 10' }] } as const;
  const cloud: TestCloud = { pools, volumes: [{ id: 'a', pool: 'A', sizeGib: 10 }] };
  const notes = /B@B#B has a filter_function/;
  expect(caseProblems(zoneMigration, { cloud, parameters: toB, moves: ['a to B'], notes })).toEqual([]);
});

test('pools of one backend, and names with odd characters', () => {
  const [from, to] = ['nöde-1.x@lvm_1#pool a/1', 'nöde-1.x@lvm_1#pool:b?&2'];
  const view = buildView({
    pools: { [from]: [1000, 100], [to]: [1000, 900] },
    volumes: [{ id: 'a', pool: from, sizeGib: 10, has: { name: '\u001b[31m"x"\u0000' } }],
  });
  const plan = makePlan(zoneMigration, view, { storage_pools: [{ src_pool: from, dst_pool: to }] });
  expect(movesOf(plan)).toEqual([`a to ${to}`]);
});

test('rows that a list shows twice count once, whatever the order', () => {
  const view = buildView({ pools: ROOMY, volumes: [{ id: 'a', pool: 'A', sizeGib: 10 }] });
  const [first, full] = [view.pools[1], { ...view.pools[1], capabilities: { free_capacity_gb: 1 } }];
  const twice = (pools: readonly unknown[]) => ({
    ...{ ...view, volumes: [...view.volumes, ...view.volumes], types: [...view.types, ...view.types] },
    pools: [view.pools[0], ...pools] as typeof view.pools,
  });
  const plans = [twice([first, full]), twice([full, first])].map((one) => makePlan(zoneMigration, one, toB));
  expect(plans[0]).toEqual(plans[1]);
  const [{ actions, skipped } = { actions: [], skipped: [] }] = plans;
  expect(actions.length + skipped.length).toBe(1);
});

test('nothing to move, on a cloud without volumes', () => {
  const notes = /A@A#A holds no volumes/;
  expect(
    caseProblems(zoneMigration, { cloud: { pools: ROOMY, volumes: [] }, parameters: toB, moves: [], notes }),
  ).toEqual([]);
});
