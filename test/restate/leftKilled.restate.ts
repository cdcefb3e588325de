// Runs that somebody has killed or paused in Restate itself: they are found, resumed, closed, and what they hold is freed.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { giveUpRun } from '../../src/index.ts';
import { actOnInvocation } from '../../src/restate/engine/admin.ts';
import { readInvocation } from '../../src/restate/engine/invocations.ts';
import type { RunStanding } from '../../src/restate/engine/standing.ts';
import { type ClusterSettings, migrationOrder } from '../../src/restate/index.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { until } from './cluster/until.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(1, { stageMs: 20, gibPerSecond: 20 });
});

afterAll(async () => await cluster.close());

const SLOT = 'a slot of one';
const ONE_AT_ONCE: ClusterSettings = { slots: { [SLOT]: 1 } };

/** A run that Cinder is moving a volume for. */
interface Moving {
  readonly runId: string;
  readonly volumeId: string;
  /** Lets Cinder end the move. */
  readonly release: () => void;
}

let moving: Moving;

const volume = (): string =>
  cluster.running.cloud.addVolume({
    ...{ name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 },
  }).id;

const migration = (resource_id: string, destination_node = 'node2@alpha#alpha') =>
  migrationOrder({ resource_id, migration_type: 'migrate', destination_node }, ONE_AT_ONCE);

async function startMoving(): Promise<Moving> {
  const { cloud } = cluster.running;
  const release = cloud.faults.hold('node1@alpha', 'migrate_volume');
  const [runId, volumeId] = [randomUUID(), volume()];
  await cluster.store.submit(runId, migration(volumeId));
  await until(() => cloud.moves.find((move) => move.volumeId === volumeId) ?? null);
  return { runId, volumeId, release };
}

async function act(runId: string, action: 'kill' | 'purge'): Promise<void> {
  const { admin } = cluster.server;
  const invocation = await readInvocation(admin, runId);
  await actOnInvocation(admin, invocation?.id ?? '', action);
}

async function pause(runId: string): Promise<void> {
  const { admin } = cluster.server;
  const { id = '' } = (await readInvocation(admin, runId)) ?? {};
  await fetch(new URL(`invocations/${id}/pause`, admin), { method: 'PATCH' });
  await until(async () => ((await readInvocation(admin, runId))?.status === 'paused' ? true : null));
}

const standingOfRun = async (runId: string): Promise<RunStanding | undefined> =>
  (await cluster.store.stale()).find((one) => one.runId === runId);

async function outcomeOf(runId: string) {
  const report = await cluster.store.report(runId, AbortSignal.timeout(280_000));
  return report.kind === 'ended' ? (report.result as { readonly status: string }).status : report.kind;
}

// It needs the volume, and the only slot.
async function moveBack(volumeId: string): Promise<string> {
  const runId = randomUUID();
  await cluster.store.submit(runId, migration(volumeId, 'node1@alpha#alpha'));
  return await outcomeOf(runId);
}

const movesOf = (volumeId: string) =>
  cluster.running.cloud.moves.filter((move) => move.event === 'start' && move.volumeId === volumeId);

beforeEach(async () => {
  moving = await startMoving();
  return () => moving.release();
});

describe('a run that was killed in Restate', () => {
  test('is found with what it holds, and nothing of it is freed while it is open', async () => {
    const { runId, volumeId, release } = moving;
    expect(await standingOfRun(runId)).toBe(undefined);
    await act(runId, 'kill');
    expect(await standingOfRun(runId)).toMatchObject({
      invocation: { status: 'failed', failure: expect.stringContaining('killed') },
      now: { endedAt: null },
      claims: [{ resource: volumeId }],
      slots: [{ names: expect.arrayContaining([SLOT]) }],
    });
    expect(await cluster.store.free(runId, { isUnknownOver: true })).toMatchObject({
      kind: 'refused',
      standing: 'stopped',
    });
    expect(await moveBack(volumeId)).toBe('refused');
    release();
    expect(await cluster.store.resume(runId)).toEqual({ kind: 'restored' });
    expect(await outcomeOf(runId)).toBe('SUCCEEDED');
  });

  test('continues from its records: one request to the cloud, one journal, and its volume and slots are free after it', async () => {
    const { runId, volumeId, release } = moving;
    const before = await cluster.store.read(runId);
    await act(runId, 'kill');
    release();
    expect(await cluster.store.resume(runId)).toEqual({ kind: 'restored' });
    expect(await outcomeOf(runId)).toBe('SUCCEEDED');
    const entries = await cluster.store.read(runId);
    expect(entries.slice(0, before.length)).toEqual(before);
    expect(entries.filter(({ record }) => record.kind === 'resumed')).toHaveLength(1);
    expect(movesOf(volumeId)).toHaveLength(1);
    expect(await standingOfRun(runId)).toBe(undefined);
    expect(await moveBack(volumeId)).toBe('SUCCEEDED');
    expect(await cluster.store.resume(runId)).toMatchObject({ kind: 'refused', standing: 'over' });
  });

  test('can be given up: its journal is closed, and its volume and slots are free', async () => {
    const { runId, volumeId, release } = moving;
    await act(runId, 'kill');
    await giveUpRun(runId, { store: cluster.store, why: 'killed by mistake' });
    expect((await cluster.store.read(runId)).at(-1)?.record).toEqual({
      ...{ kind: 'givenUp', why: 'killed by mistake' },
    });
    expect(await outcomeOf(runId)).toBe('givenUp');
    expect(await standingOfRun(runId)).toBe(undefined);
    release();
    await until(() =>
      cluster.running.cloud.state.volumes.get(volumeId)?.host?.startsWith('node2') ? true : null,
    );
    expect(await moveBack(volumeId)).toBe('SUCCEEDED');
  });
});

describe('a run that was paused in Restate', () => {
  test('is found, keeps what it holds, and is resumed', async () => {
    const { runId, release } = moving;
    await pause(runId);
    expect(await standingOfRun(runId)).toMatchObject({ invocation: { status: 'paused' } });
    expect(await cluster.store.free(runId, { isUnknownOver: true })).toMatchObject({ standing: 'paused' });
    release();
    expect(await cluster.store.resume(runId)).toEqual({ kind: 'resumed' });
    expect(await outcomeOf(runId)).toBe('SUCCEEDED');
  });

  test('can be given up: Restate no longer drives it', async () => {
    const { runId, release } = moving;
    await pause(runId);
    await giveUpRun(runId, { store: cluster.store });
    expect(await outcomeOf(runId)).toBe('givenUp');
    expect(await standingOfRun(runId)).toBe(undefined);
    release();
  });
});

describe('a run of which Restate knows nothing more', () => {
  test('is found by what it holds, which is freed only on demand', async () => {
    const { runId, volumeId, release } = moving;
    await act(runId, 'kill');
    await act(runId, 'purge');
    release();
    expect(await standingOfRun(runId)).toMatchObject({
      ...{ head: null, now: null, invocation: null },
      claims: [{ resource: volumeId }],
    });
    expect(await cluster.store.free(runId)).toMatchObject({ kind: 'refused', standing: 'unknown' });
    expect(await cluster.store.free(runId, { isUnknownOver: true })).toMatchObject({
      kind: 'freed',
      holding: { claims: [{ resource: volumeId }] },
    });
    expect(await standingOfRun(runId)).toBe(undefined);
  });
});

test('a run that a worker drives is not freed, closed or resumed', async () => {
  const { runId, release } = moving;
  expect(await cluster.store.resume(runId)).toMatchObject({ kind: 'refused', standing: 'driven' });
  expect(await cluster.store.free(runId, { isUnknownOver: true })).toMatchObject({ standing: 'driven' });
  await expect(giveUpRun(runId, { store: cluster.store })).rejects.toMatchObject({ code: 'RunHeld' });
  release();
  expect(await outcomeOf(runId)).toBe('SUCCEEDED');
});
