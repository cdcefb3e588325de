// What an operator does with a plan on a cluster: pause, limits, resume, cancel, give-up, and after a kill in Restate.
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readPlan } from '../../src/index.ts';
import { actOnInvocation } from '../../src/restate/engine/admin.ts';
import { readInvocation } from '../../src/restate/engine/invocations.ts';
import { planOrder } from '../../src/restate/index.ts';
import { type Ran, runCommand } from '../cli/command.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { until } from './cluster/until.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(2, { stageMs: 20, gibPerSecond: 20 });
});

afterAll(async () => await cluster.close());

const command = async (...args: string[]): Promise<Ran> =>
  await runCommand(cluster.folder, [...args, '--store', cluster.store.url], { NO_PROXY: '*' });

/** A plan whose first move Cinder is making; the others wait. */
interface Running {
  readonly planId: string;
  readonly volumeIds: readonly string[];
  readonly release: () => void;
}

let plan: Running;

beforeEach(async () => {
  const { cloud } = cluster.running;
  const release = cloud.faults.hold('node1@alpha', 'migrate_volume');
  const volumeIds = Array.from({ length: 4 }, volume);
  const planId = randomUUID();
  await cluster.store.submit(planId, planOrder({ ...readPlan(planFile(volumeIds)), limits: { total: 1 } }));
  await until(() => startsOf(volumeIds)[0] ?? null);
  plan = { planId, volumeIds, release };
  return () => release();
});

const volume = (): string =>
  cluster.running.cloud.addVolume({
    ...{ name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 },
  }).id;

const planFile = (ids: readonly string[]): string =>
  JSON.stringify(
    ids.map((resource_id) => ({
      ...{ resource_id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
    })),
  );

const startsOf = (ids: readonly string[]) =>
  cluster.running.cloud.moves.filter(({ event, volumeId }) => event === 'start' && ids.includes(volumeId));

const untilState = async (state: string): Promise<true> =>
  await until(async () => ((await cluster.store.summary(plan.planId))?.state === state ? true : null));

async function act(runId: string, action: 'kill'): Promise<void> {
  const { admin } = cluster.server;
  await actOnInvocation(admin, (await readInvocation(admin, runId))?.id ?? '', action);
}

async function statusOf(planId: string): Promise<unknown> {
  const report = await cluster.store.report(planId, AbortSignal.timeout(280_000));
  return report.kind === 'ended' ? (report.result as { readonly status: string }).status : report.kind;
}

test('pause starts no more moves, resume starts them again and follows the plan to its end', async () => {
  const { planId, volumeIds, release } = plan;
  expect(await command('pause', planId)).toMatchObject({
    ...{ status: 0, stdout: expect.stringContaining(`to pause plan ${planId}`) },
  });
  await untilState('applying.paused');
  release();
  await until(async () => {
    const children = (await cluster.store.list()).filter(({ parent }) => parent === planId);
    return children.every(({ endedAt }) => endedAt !== null) || null;
  });
  expect(startsOf(volumeIds)).toHaveLength(1);
  const resumed = await command('resume', planId);
  expect(resumed).toMatchObject({ status: 0, stdout: expect.stringContaining('4 of 4 volumes moved') });
  expect(startsOf(volumeIds)).toHaveLength(4);
});

test('limits shows the limits, and changes them while the plan runs', async () => {
  const { planId, volumeIds, release } = plan;
  expect((await command('limits', planId)).stdout).toMatch(/^all moves +1$/m);
  const changed = await command('limits', planId, '--total', '4', '--per-pool', '4');
  expect(changed).toMatchObject({ status: 0, stdout: expect.stringContaining('to use these limits') });
  await until(() => (startsOf(volumeIds).length === 4 ? true : null));
  expect(JSON.parse((await command('limits', planId, '--json')).stdout)).toMatchObject({
    ...{ planId, limits: { total: 4, perPool: 4 } },
  });
  release();
  expect(await statusOf(planId)).toBe('SUCCEEDED');
});

test('cancel starts no more moves, and the plan ends with the running one', async () => {
  const { planId, volumeIds, release } = plan;
  expect((await command('cancel', planId)).stdout).toContain(`to cancel plan ${planId}: no more moves start`);
  await untilState('applying.stopping');
  release();
  expect(await statusOf(planId)).toBe('CANCELLED');
  expect(startsOf(volumeIds)).toHaveLength(1);
  const again = await command('cancel', planId);
  expect(again).toMatchObject({ status: 2, stderr: `error: plan ${planId} has ended: CANCELLED\n` });
});

test('a plan that was killed in Restate continues with resume: no volume is moved twice', async () => {
  const { planId, volumeIds, release } = plan;
  await act(planId, 'kill');
  release();
  const resumed = await command('resume', planId);
  expect(resumed.stderr).toContain('was killed in Restate, from its records');
  expect(resumed).toMatchObject({ status: 0, stdout: expect.stringContaining('4 of 4 volumes moved') });
  expect(startsOf(volumeIds)).toHaveLength(4);
});

test('a plan that was killed in Restate can be given up; its open runs are named', async () => {
  const { planId, release } = plan;
  await act(planId, 'kill');
  const givenUp = await command('give-up', planId, '--json');
  expect(JSON.parse(givenUp.stdout)).toMatchObject({ runId: planId, openRuns: [expect.any(String)] });
  expect(await statusOf(planId)).toBe('givenUp');
  expect((await command('show', planId)).stdout).toContain('given up');
  release();
});

test('a move that was killed in Restate is waited for by its plan, and counts once it is resumed', async () => {
  const { planId, release } = plan;
  const children = (await cluster.store.list()).filter(({ parent }) => parent === planId);
  const runId = children[0]?.runId ?? '';
  await act(runId, 'kill');
  release();
  expect((await command('leftovers', '--json')).stdout).toContain('undriven-run');
  expect(await command('resume', runId)).toMatchObject({ status: 0 });
  expect(await statusOf(planId)).toBe('SUCCEEDED');
});

test('resume --all resumes what was killed, and leaves alone what workers drive', async () => {
  const { planId, release } = plan;
  expect((await command('resume', '--all')).stderr).toContain('workers drive every open run');
  await act(planId, 'kill');
  expect((await command('resume', '--all')).stderr).toContain(`a worker is resuming run ${planId}`);
  release();
  expect(await statusOf(planId)).toBe('SUCCEEDED');
});

test('apply --dry-run and check read the runs of the store, and change nothing', async () => {
  const { volumeIds, release } = plan;
  const file = join(cluster.folder, 'plan.json');
  writeFileSync(file, planFile(volumeIds));
  const before = await cluster.store.list();
  const [moving = ''] = startsOf(volumeIds).map(({ volumeId }) => volumeId);
  expect((await command('check', file)).stdout).toContain('of 4');
  expect((await command('apply', file, '--dry-run')).stdout).toContain('Nothing was changed');
  const goal = ['--migration-type', 'migrate', '--destination-node', 'node2@alpha#alpha'];
  for (const dry of [
    ['check', moving, ...goal],
    ['run', moving, ...goal, '--dry-run'],
  ])
    expect((await command(...dry)).stdout).toContain('is already being migrated by run');
  expect(await cluster.store.list()).toHaveLength(before.length);
  release();
  expect(await statusOf(plan.planId)).toBe('SUCCEEDED');
});

test('apply --inspect opens the page beside the plan', async () => {
  plan.release();
  expect(await statusOf(plan.planId)).toBe('SUCCEEDED');
  const file = join(cluster.folder, 'plan.json');
  writeFileSync(file, planFile([volume()]));
  const applied = await command('apply', file, '--inspect');
  expect(applied).toMatchObject({ status: 0, stdout: expect.stringContaining('1 of 1 volume moved') });
  expect(applied.stderr).toMatch(/^inspector: http:\/\/127\.0\.0\.1:/m);
});
