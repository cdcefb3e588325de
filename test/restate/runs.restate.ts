// Runs on a cluster: what every store promises, with workers that drive the runs.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Plan, readPlan } from '../../src/index.ts';
import { exportedRun } from '../../src/journal/exported.ts';
import {
  type ClusterSettings,
  migrationOrder,
  planOrder,
  type RunOrder,
  type RunReport,
} from '../../src/restate/index.ts';
import { replay, timelineOf } from '../../src/volumeMigrate/definition.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { until } from './cluster/until.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(2, { stageMs: 20, gibPerSecond: 20 });
});

afterAll(async () => await cluster.close());

const order = (given: object, settings: ClusterSettings = {}, workflow = 'volumeMigrate'): RunOrder => ({
  ...{ workflow, given, settings, parent: null },
});

const migration = (volumeId: string, pool: string, settings: ClusterSettings = {}): RunOrder =>
  migrationOrder({ resource_id: volumeId, migration_type: 'migrate', destination_node: pool }, settings);

const volume = (): string =>
  cluster.running.cloud.addVolume({
    name: 'moving',
    type: 'alpha',
    project: 'demo',
    user: 'alice',
    sizeGib: 1,
  }).id;

async function submit(given: RunOrder): Promise<{ runId: string; report: Promise<RunReport> }> {
  const runId = randomUUID();
  await cluster.store.submit(runId, given);
  return { runId, report: cluster.store.report(runId, AbortSignal.timeout(280_000)) };
}

const elsewhere = 'node2@alpha#alpha';

describe('a run', () => {
  test('is driven to its end by a worker, and its records can be read, replayed and exported', async () => {
    const { runId, report } = await submit(migration(volume(), elsewhere));
    expect(await report).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED', runId } });
    const entries = await cluster.store.read(runId);
    expect(replay(entries as never).last.record).toMatchObject({ kind: 'ended' });
    expect(timelineOf(entries as never).moments).toHaveLength(entries.length);
    expect(exportedRun(entries as never).split('\n')).toHaveLength(entries.length + 1);
    expect(await cluster.store.readAfter(runId, 3)).toEqual(entries.slice(4));
  });

  test('that is handed over twice is driven once', async () => {
    const given = migration(volume(), elsewhere);
    const { runId, report } = await submit(given);
    await cluster.store.submit(runId, given);
    expect(await report).toMatchObject({ result: { status: 'SUCCEEDED' } });
    expect((await cluster.store.read(runId)).filter(({ record }) => record.kind === 'started')).toHaveLength(
      1,
    );
  });

  test('is in the list with its state, and without a driver once it has ended', async () => {
    const volumeId = volume();
    const release = cluster.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { runId, report } = await submit(migration(volumeId, elsewhere));
    const open = await until(async () => (await cluster.store.list({ idPrefix: runId }))[0] ?? null);
    expect(open).toMatchObject({ runId, resource: volumeId, endedAt: null, workflow: 'volumeMigrate' });
    expect(open.holder?.pid).toSatisfy((pid) => cluster.workers().some((worker) => worker.pid === pid));
    release();
    await report;
    const [ended] = await cluster.store.list({ idPrefix: runId });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', holder: null, state: 'succeeded' });
    expect(await cluster.store.list({ idPrefix: runId, unfinished: true })).toEqual([]);
  });

  test('with unusable parameters is refused with every problem, and nothing is recorded', async () => {
    const { runId, report } = await submit(
      order({ resource_id: 'x', migration_type: 'swap', destination_type: '' }),
    );
    const refused = { kind: 'error', error: { code: 'InvalidParameters' } };
    expect(await report).toMatchObject({ kind: 'refused', refusal: refused });
    expect(await cluster.store.read(runId)).toEqual([]);
    expect(await cluster.store.list({ idPrefix: runId })).toEqual([]);
  });

  test.each([
    ['of a workflow that the worker does not have', order({}, {}, 'other'), 'WorkflowUnknown'],
    [
      'with settings that the worker does not know',
      order({}, { colour: 'red' } as object),
      'InvalidParameters',
    ],
    ['on a cloud that the worker does not know', order({}, { cloud: 'elsewhere' }), 'Configuration'],
  ])('%s is refused', async (_, given, code) => {
    const { report } = await submit(given);
    expect(await report).toMatchObject({ kind: 'refused', refusal: { error: { code } } });
  });
});

describe('a volume', () => {
  test('is moved by one of ten runs that want it at once; nine are refused with the ID of that one', async () => {
    const volumeId = volume();
    const release = cluster.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const runs = await Promise.all(Array.from({ length: 10 }, () => submit(migration(volumeId, elsewhere))));
    const refused = await Promise.all(
      runs.map(async ({ report }) => await Promise.race([report, held(volumeId)])),
    );
    release();
    const reports = await Promise.all(runs.map(({ report }) => report));
    const winners = runs.filter((_, index) => reports[index]?.kind === 'ended');
    expect(winners).toHaveLength(1);
    expect(refused.length).toBe(10);
    for (const report of reports.filter(({ kind }) => kind === 'refused'))
      expect(report).toMatchObject({ refusal: { kind: 'held', runId: winners[0]?.runId } });
    expect(movesOf(volumeId)).toHaveLength(1);
  });

  test('is free again once its run has ended', async () => {
    const volumeId = volume();
    const first = await submit(migration(volumeId, elsewhere));
    await first.report;
    const second = await submit(migration(volumeId, 'node1@alpha#alpha'));
    expect(await second.report).toMatchObject({ result: { status: 'SUCCEEDED' } });
  });
});

describe('cancel', () => {
  test('reaches the worker that drives the run, and is recorded once', async () => {
    const volumeId = volume();
    const release = cluster.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { runId, report } = await submit(migration(volumeId, elsewhere));
    await until(async () => ((await cluster.store.list({ idPrefix: runId })).length > 0 ? true : null));
    await cluster.store.cancel(runId);
    const isCancelled = async () => (await cancelsOf(runId)).length > 0 || null;
    await until(isCancelled);
    release();
    await report;
    expect(await cancelsOf(runId)).toHaveLength(1);
  });
});

describe('slots', () => {
  test('of one name are given to as many runs as its limit, whichever workers drive them, and given back', async () => {
    const release = cluster.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const limited = { slots: { shelf: 3 } };
    const runs = await Promise.all(
      Array.from({ length: 8 }, () => submit(migration(volume(), elsewhere, limited))),
    );
    const refused: RunReport[] = [];
    for (const { report } of runs)
      void report.then((each) => (each.kind === 'refused' ? refused.push(each) : null));
    await until(async () => (refused.length === 5 ? true : null));
    for (const each of refused) expect(each).toMatchObject({ refusal: { kind: 'limit', slots: ['shelf'] } });
    release();
    const ended = (await Promise.all(runs.map(({ report }) => report))).filter(
      ({ kind }) => kind === 'ended',
    );
    expect(ended).toHaveLength(3);
    const later = await submit(migration(volume(), elsewhere, limited));
    expect(await later.report).toMatchObject({ result: { status: 'SUCCEEDED' } });
  });
});

describe('plans', () => {
  test('make their moves as runs of their own; two at once keep the limit of a pool together', async () => {
    cluster.running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 300 });
    const plans = [Array.from({ length: 4 }, volume), Array.from({ length: 4 }, volume)];
    const runs = await Promise.all(plans.map(async (ids) => await submit(planOrder(planFor(ids)))));
    for (const { runId, report } of runs) {
      expect(await report).toMatchObject({ result: { status: 'SUCCEEDED', counts: { SUCCEEDED: 4 } } });
      const children = (await cluster.store.list()).filter(({ parent }) => parent === runId);
      expect(children.filter(({ status }) => status === 'SUCCEEDED')).toHaveLength(4);
    }
    cluster.running.cloud.faults.clear();
    expect(mostAtOnce(plans.flat())).toBe(2);
  });
});

const planFor = (ids: readonly string[]): Plan => ({
  ...readPlan(
    JSON.stringify(
      ids.map((id) => ({ resource_id: id, migration_type: 'migrate', destination_node: elsewhere })),
    ),
  ),
  limits: { total: 8, perPool: 2 },
});

const held = async (volumeId: string): Promise<'held'> => {
  await until(async () => movesOf(volumeId)[0] ?? null);
  return 'held';
};

const movesOf = (volumeId: string) =>
  cluster.running.cloud.moves.filter(({ event, volumeId: of }) => event === 'start' && of === volumeId);

const cancelsOf = async (runId: string) =>
  (await cluster.store.read(runId)).filter(
    ({ record }) => record.kind === 'event' && record.event.type === 'cancel',
  );

function mostAtOnce(ids: readonly string[]): number {
  let now = 0;
  let most = 0;
  for (const { event, volumeId } of cluster.running.cloud.moves) {
    if (!ids.includes(volumeId)) continue;
    if (event === 'start') now += 1;
    if (event === 'end') now -= 1;
    most = Math.max(most, now);
  }
  return most;
}
