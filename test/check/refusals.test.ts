// Whatever Cinder refuses before data moves, the check foresees: every refusal of the simulated cloud's two actions is provoked.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkMigration, createMemoryStore } from '../../src/index.ts';
import {
  type SimulatedCloud,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';

type Change = (cloud: SimulatedCloud, id: string) => void;
type Volume = Parameters<SimulatedCloud['setVolume']>[1];

interface Request {
  readonly isRetype: boolean;
  readonly isAttached: boolean;
  /** The pool or the type. */
  readonly to: string;
}

const set =
  (changes: Volume): Change =>
  (cloud, id) =>
    cloud.setVolume(id, changes);
const quota =
  (limits: Record<string, number>): Change =>
  (cloud) =>
    cloud.setQuota('demo', limits);
const addType =
  (type: Parameters<SimulatedCloud['addType']>[0]): Change =>
  (cloud) =>
    void cloud.addType(type);

const STATUSES = [
  ...['creating', 'deleting', 'error', 'error_deleting', 'maintenance', 'reserved', 'retyping', 'attaching'],
  ...['detaching', 'backing-up', 'restoring-backup', 'downloading', 'uploading', 'extending'],
  'awaiting-transfer',
];

/** What may be in the way of both actions. */
const OF_VOLUME: Readonly<Record<string, Change>> = {
  ...Object.fromEntries(STATUSES.map((status) => [`status ${status}`, set({ status })])),
  ...Object.fromEntries(
    ['starting', 'migrating', 'completing'].map((one) => [`moving: ${one}`, set({ migrationStatus: one })]),
  ),
  'in a group': set({ groupId: 'g1' }),
  replicated: set({ replicationStatus: 'enabled' }),
  'failed over': set({ replicationStatus: 'failed-over' }),
  'with a snapshot': (cloud, id) => void cloud.addSnapshot(id),
};

interface Row {
  readonly to?: string;
  readonly change?: Change;
}

const OF_MIGRATION: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(Object.entries(OF_VOLUME).map(([name, change]) => [name, { change }])),
  'the pool where it is': { to: 'node1@alpha#alpha' },
  'an unknown service': { to: 'node9@alpha#alpha' },
  'an unknown pool': { to: 'node2@alpha#none' },
  'a service that is down': { change: (cloud) => cloud.setService('node2@alpha', { up: false }) },
  'a disabled service': { change: (cloud) => cloud.setService('node2@alpha', { enabled: false }) },
  'a pool that does not serve the type': { to: 'node1@beta#beta' },
  'a pool without room': { change: set({ sizeGib: 1_500 }) },
};

const OF_RETYPE: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(Object.entries(OF_VOLUME).map(([name, change]) => [name, { change }])),
  'an unknown type': { to: 'gamma' },
  'the type that it has': { to: 'alpha' },
  'a private type': { change: (cloud) => cloud.makeTypePrivate('beta') },
  'multi-attach': { to: 'many', change: addType({ name: 'many', extraSpecs: { multiattach: '<is> True' } }) },
  'multi-attach and encrypted': {
    to: 'both',
    change: addType({ name: 'both', encrypted: true, extraSpecs: { multiattach: '<is> True' } }),
  },
  'front-end QoS': {
    change: (cloud) => {
      Object.assign(cloud.state.volumeTypes.get(cloud.world.types['beta'] ?? '') ?? {}, { qosSpecsId: 'q' });
      cloud.state.qosSpecs.set('q', { id: 'q', name: 'q', consumer: 'front-end', specs: { iops: '1' } });
    },
  },
  'the quota of volumes': { change: quota({ volumes_beta: 0 }) },
  'the quota of gigabytes': { change: quota({ gigabytes_beta: 0 }) },
  'the quota of snapshots': {
    change: (cloud, id) => {
      // The volume stays on its pool, which serves the new type.
      Object.assign(cloud.state.volumeTypes.get(cloud.world.types['beta'] ?? '') ?? {}, { extraSpecs: {} });
      cloud.addSnapshot(id);
      cloud.setQuota('demo', { snapshots_beta: 0 });
    },
  },
  'no pool of the type': { to: 'nowhere' },
  'no pool with room': { change: set({ sizeGib: 3_000 }) },
  'no pool in the zones of the type': {
    to: 'east',
    change: addType({ name: 'east', extraSpecs: { 'RESKEY:availability_zones': 'east' } }),
  },
};

/** Sends the action itself, as an admin, and returns what Cinder says; null if it did what was asked. */
async function refusalOf(
  running: SimulatedCloudServer,
  id: string,
  request: Request,
): Promise<string | null> {
  const { cloud, url } = running;
  const before = structuredClone(cloud.state.volumes.get(id));
  const { isRetype, to } = request;
  const body = isRetype
    ? { 'os-retype': { new_type: to, migration_policy: 'on-demand' } }
    : { 'os-migrate_volume': { host: to, force_host_copy: false, lock_volume: true } };
  const response = await fetch(`${url}/volume/v3/${cloud.world.projects['admin']}/volumes/${id}/action`, {
    method: 'POST',
    headers: {
      'X-Auth-Token': cloud.token('admin', 'admin'),
      'Content-Type': 'application/json',
      'OpenStack-API-Version': 'volume 3.70',
    },
    body: JSON.stringify(body),
  });
  if (response.status !== 202) {
    const [error] = Object.values((await response.json()) as Record<string, { message: string }>);
    return error?.message ?? '';
  }
  const now = () => cloud.state.volumes.get(id);
  await expect.poll(() => cloud.waiting(), { timeout: 60_000, interval: 2 }).toBe(0);
  const isDone = isRetype ? now()?.typeId !== before?.typeId : now()?.host === to;
  return isDone ? null : 'accepted, and then given up without a word';
}

const said = new Set<string>();

async function isForeseen(request: Request, change: Change = () => {}): Promise<void> {
  const running = await startSimulatedCloud({ stageMs: 1, gibPerSecond: 10_000 });
  try {
    const { cloud } = running;
    const { id } = cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 2 });
    if (request.isAttached) cloud.attach(cloud.world.servers['vm1'] ?? '', id);
    change(cloud, id);
    const { isRetype, to } = request;
    const checked = await checkMigration(
      {
        ...{ resource_id: id, migration_type: isRetype ? 'retype' : 'migrate' },
        ...(isRetype ? { destination_type: to } : { destination_node: to }),
      },
      { cloud: running.cloudsYaml.clouds.simulated, store: createMemoryStore() },
    );
    const refusal = await refusalOf(running, id, request);
    if (refusal === null) return;
    said.add(refusal);
    expect({ refusal, isClear: checked.clear }).toEqual({ refusal, isClear: false });
    expect(checked.reasons.length).toBeGreaterThan(0);
  } finally {
    await running.stop();
  }
}

describe.each([false, true])('attached: %s', (isAttached) => {
  test.each(Object.entries(OF_MIGRATION))('a migration: %s', async (_, { to, change }) => {
    await isForeseen({ isRetype: false, isAttached, to: to ?? 'node2@alpha#alpha' }, change);
  });
  test.each(Object.entries(OF_RETYPE))('a retype: %s', async (_, { to, change }) => {
    await isForeseen({ isRetype: true, isAttached, to: to ?? 'beta' }, change);
  });
});

test('nothing in the way: Cinder does both, and the check is clear', async () => {
  for (const isAttached of [false, true])
    for (const [isRetype, to] of [
      [false, 'node2@alpha#alpha'],
      [true, 'beta'],
    ] as const) {
      const before = said.size;
      await isForeseen({ isRetype, isAttached, to });
      expect(said.size).toBe(before);
    }
});

// The text of a refusal up to what varies in it.
const REFUSAL = /throw (?:invalidVolume|invalidInput|badRequest)\(\s*[`']([^`'$]*)/g;
// A request that this package never sends, and the beginning of a text with the volume's ID.
const NEVER_ASKED = ['One and only one of cluster and host must be set.'];
const WITH_ID = ['Volume '];

test('every text with which the two actions refuse has been provoked', async () => {
  const source = await readFile(join(import.meta.dirname, '../../src/simulator/volume/moves.ts'), 'utf8');
  const texts = [...source.matchAll(REFUSAL)].map(([, text = '']) => text);
  expect(texts.length).toBeGreaterThan(5);
  const all = [...said];
  const missing = texts.filter(
    (text) => !NEVER_ASKED.includes(text) && !all.some((one) => one.includes(text)),
  );
  expect(missing).toEqual([]);
  expect(texts).toEqual(expect.arrayContaining([...NEVER_ASKED, ...WITH_ID]));
  // Quota, the unknown and the private type, and what the scheduler gives up, have texts of other files.
  for (const part of [
    'VolumeLimitExceeded',
    'VolumeSizeExceedsAvailableQuota',
    'SnapshotLimitExceeded',
    'given up',
  ])
    expect(all).toContainEqual(expect.stringContaining(part));
});

afterAll(() => said.clear());
