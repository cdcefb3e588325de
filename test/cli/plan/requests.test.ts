// What other processes do with a plan: watch, pause, resume, limits, cancel; and how it is listed and shown.
import { describe, expect, test } from 'vitest';
import { openPlanCommands, type PlanCommands } from './planCommands.ts';

async function driven(place: PlanCommands, ...args: string[]) {
  const driver = place.start('apply', place.file, ...args);
  await driver.untilPrinted(/started/, args.includes('--json') ? 'stderr' : 'stdout');
  const { runId } = await place.plan();
  return { driver, runId };
}

describe.concurrent('a plan that a process drives', () => {
  test('is paused by another process, and starts moves again when it is resumed', async () => {
    await using place = await openPlanCommands(4);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { driver, runId } = await driven(place, '--total', '1');
    const paused = await place.run('pause', runId);
    expect(paused).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        new RegExp(`^asked process ${driver.child.pid} on \\S+ to pause plan ${runId}: `),
      ),
    });
    await place.untilState('applying.paused');
    release();
    expect(JSON.parse((await place.run('show', runId, '--json')).stdout)).toMatchObject({
      ...{ state: 'applying.paused', pending: [], driver: { pid: driver.child.pid } },
    });
    expect((await place.run('show', runId)).stdout).toContain(
      'Starts no moves until somebody resumes the plan',
    );
    const resumed = await place.run('resume', runId);
    expect(resumed).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`to resume plan ${runId}: moves start again`),
    });
    const { status, stdout } = await driver.ended;
    expect(status).toBe(0);
    expect(stdout).toMatch(/^paused: no more moves start.*^resumed: moves start again$/ms);
    expect(place.moved()).toBe(4);
  });

  test('uses other limits from the moment that another process sets them', async () => {
    await using place = await openPlanCommands(6);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { driver, runId } = await driven(place, '--total', '1', '--events');
    expect((await place.run('limits', runId)).stdout).toMatch(/^all moves +1$/m);
    const changed = await place.run('limits', runId, '--total', '5', '--per-pool', '5');
    expect(changed).toMatchObject({ status: 0, stdout: expect.stringContaining('to use these limits') });
    expect(JSON.parse((await place.run('limits', runId, '--json')).stdout)).toMatchObject({
      ...{ planId: runId, limits: { total: 5, perPool: 5 } },
    });
    await place.untilAsked(5);
    release();
    const { status, stdout } = await driver.ended;
    expect(status).toBe(0);
    const types = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).type]));
    const atOnce = types.reduce(
      ({ now, most }, type) => {
        const is = now + (type === 'started' ? 1 : type === 'ended' ? -1 : 0);
        return { now: is, most: Math.max(most, is) };
      },
      { now: 0, most: 0 },
    );
    expect(atOnce.most).toBe(5);
  });

  test('is cancelled by another process: the running moves end, and the process exits with 3', async () => {
    await using place = await openPlanCommands(4);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { driver, runId } = await driven(place, '--total', '1');
    expect((await place.run('cancel', runId)).stdout).toContain(
      `to cancel plan ${runId}: no more moves start`,
    );
    await place.untilState('applying.stopping');
    release();
    const { status, stdout } = await driver.ended;
    expect(status).toBe(3);
    expect(stdout).toMatch(/^CANCELLED in .*: 1 of 4 volumes moved; 3 not moved yet$/m);
    const again = await place.run('cancel', runId);
    expect(again).toMatchObject({ status: 2, stderr: `error: plan ${runId} has ended: CANCELLED\n` });
  });

  test('cancel --running says honestly that Cinder cannot stop a move that it has accepted', async () => {
    await using place = await openPlanCommands(3);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { driver, runId } = await driven(place, '--total', '1', '--json');
    await place.untilAsked(1);
    expect((await place.run('cancel', runId, '--running')).stdout).toContain(
      'Cinder cannot stop a move that it has accepted: such moves are waited for',
    );
    await place.untilState('applying.cancelling');
    release();
    const { status, stdout } = await driver.ended;
    expect(status).toBe(3);
    const { counts } = JSON.parse(stdout);
    expect(counts).toMatchObject({ PENDING: 2, FAILED: 0 });
  });

  test('is watched by another process, with its exit status', async () => {
    await using place = await openPlanCommands(3);
    place.cloud.addSnapshot(place.ids[2] ?? '');
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { driver, runId } = await driven(place, '--total', '1');
    place.cloud.requests.splice(0);
    const watching = place.start('watch', runId.slice(0, 10));
    await watching.untilPrinted('watching plan');
    release();
    const { status, stdout } = await watching.ended;
    expect((await driver.ended).status).toBe(1);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`^watching plan ${runId}, which process ${driver.child.pid} on \\S+ drives: `, 'm'),
    );
    expect(stdout).toMatch(/^SUCCEEDED: v\d /m);
    expect(stdout).toMatch(/^FAILED in .*: 2 of 3 volumes moved; 1 failed$/m);
    expect(place.cloud.requests.filter(({ path }) => path === '/v3/auth/tokens')).toEqual([]);
  });

  test('whose process dies is resumed by the process that watches it', async () => {
    await using place = await openPlanCommands(2);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { driver, runId } = await driven(place);
    const watching = place.start('watch', runId);
    await watching.untilPrinted('watching plan');
    driver.child.kill('SIGKILL');
    await watching.untilPrinted('resuming it', 'stderr');
    release();
    const { status, stderr } = await watching.ended;
    expect(stderr).toContain(`the process that drove plan ${runId} has left it; resuming it`);
    expect(status).toBe(0);
    expect(place.asked()).toEqual([1, 1]);
  });

  test('that is being cancelled stays so when somebody resumes it, and its end says how to move the rest', async () => {
    await using place = await openPlanCommands(3);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const { driver, runId } = await driven(place, '--total', '1');
    await place.run('cancel', runId);
    const resumed = await place.run('resume', runId);
    expect(resumed.stdout).toContain(`plan ${runId} is being cancelled, which resume does not undo`);
    release();
    const { status, stdout } = await driver.ended;
    expect(status).toBe(3);
    expect(stdout).toContain('To move the rest, apply the plan again');
  });

  test('is listed without its moves; --all and --parent show them', async () => {
    await using place = await openPlanCommands(2, { delayMs: 200 });
    const { driver, runId } = await driven(place);
    await driver.ended;
    const listed = async (...args: string[]): Promise<{ runId: string; parent: string | null }[]> =>
      JSON.parse((await place.run('runs', '--json', ...args)).stdout);
    expect(await listed()).toEqual([expect.objectContaining({ runId, moves: { done: 2, total: 2 } })]);
    expect((await place.run('runs')).stdout).toContain('plan, 2 of 2 done');
    expect(await listed('--all')).toHaveLength(3);
    const ofPlan = await listed('--parent', runId.slice(0, 8));
    expect(await place.run('pause', ofPlan[0]?.runId ?? '')).toMatchObject({
      ...{ status: 2, stderr: expect.stringContaining(`It belongs to plan ${runId}: give that ID instead`) },
    });
    expect(ofPlan.map(({ parent }) => parent)).toEqual([runId, runId]);
    expect(await listed('--volume', place.ids[0] ?? '')).toHaveLength(1);
  });

  test('that has ended prints its outcome again when it is resumed or watched, and show lists what failed', async () => {
    await using place = await openPlanCommands(2);
    place.cloud.addSnapshot(place.ids[0] ?? '');
    const { stdout } = await place.start('apply', place.file, '--json').ended;
    const { runId } = await place.plan();
    for (const command of ['resume', 'watch']) {
      const again = await place.run(command, runId, '--json');
      expect(again.status).toBe(1);
      const { startedAt, endedAt, ...outcome } = JSON.parse(stdout);
      expect(JSON.parse(again.stdout)).toMatchObject(outcome);
    }
    const shown = await place.run('show', runId);
    expect(shown.stdout).toContain('1 of 2 volumes moved; 1 failed; 1 of 2 GiB\n');
    expect(shown.stdout).toContain(`FAILED: v0 (${place.ids[0]}): Invalid state for migrating volume`);
    expect(JSON.parse((await place.run('show', runId, '--json')).stdout)).toMatchObject({
      ...{ planId: runId, status: 'FAILED', counts: { SUCCEEDED: 1, FAILED: 1 }, running: [] },
    });
  });
});

test.each([
  'pause',
  'cancel',
  'limits',
])('%s refuses what is not a plan, with exit status 2', async (command) => {
  await using place = await openPlanCommands(1);
  const args = ['run', place.ids[0] ?? '', '--migration-type', 'migrate', '--destination-node'];
  expect((await place.start(...args, 'node2@tier9#alpha', '--quiet').ended).status).toBe(0);
  const [run] = JSON.parse((await place.run('runs', '--json')).stdout);
  expect(await place.run(command, run.runId)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`run ${run.runId} is not a plan`),
  });
  expect(await place.run(command, 'abcdef')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('the journal has no run abcdef'),
  });
  const { status, stdout } = await place.run(command, run.runId, '--json');
  expect({ status, ...JSON.parse(stdout).error }).toMatchObject({ status: 2, code: 'WorkflowUnknown' });
});
