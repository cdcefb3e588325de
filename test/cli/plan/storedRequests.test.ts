// What is asked of a plan and no process has read yet: how it is stored, listed and shown, and when it takes effect.
import { describe, expect, test } from 'vitest';
import { DESTINATION, openPlanCommands, type PlanCommands, SOURCE } from './planCommands.ts';

// A plan of three moves whose process was stopped after the first had started, which ends when it is released.
async function left(place: PlanCommands): Promise<{ readonly runId: string; readonly release: () => void }> {
  const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const driver = place.start('apply', place.file, '--total', '1');
  await place.untilAsked(1);
  driver.child.kill('SIGTERM');
  await driver.ended;
  return { runId: (await place.plan()).runId, release };
}

async function json(place: PlanCommands, ...args: string[]) {
  const { status, stdout } = await place.run(...args, '--json');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

describe.concurrent('a plan that no process drives', () => {
  test('stores what is asked of it, and says when that takes effect', async () => {
    await using place = await openPlanCommands(3);
    const { runId, release } = await left(place);
    const stored = `no process drives plan ${runId}. The request is stored: `;
    expect((await place.run('limits', runId, '--total', '1')).stdout).toContain(stored);
    const cancelled = await place.run('cancel', runId);
    expect(cancelled.stdout).toContain(`${stored}the request takes effect when the plan is resumed`);
    expect(cancelled.stdout).toContain(`volume-migrate give-up ${runId} --journal ${place.journal}`);
    release();
    const { status, stdout } = await place.start('resume', runId, '--json').ended;
    expect({ status, ...JSON.parse(stdout).counts }).toMatchObject({ status: 3, PENDING: 2 });
    expect(await json(place, 'runs')).toEqual([expect.not.objectContaining({ pending: expect.anything() })]);
  });

  test('pause, limits and cancel with --json print the plan, what was asked, and that nobody drives it', async () => {
    await using place = await openPlanCommands(3);
    const { runId } = await left(place);
    const pause = { type: 'pause' };
    expect(await json(place, 'pause', runId)).toEqual({
      ...{ planId: runId, status: 'UNFINISHED', state: 'applying.dispatching', driver: null },
      running: [{ resource_id: expect.any(String), from: SOURCE, to: DESTINATION, sizeGib: 1 }],
      ...{ request: pause, pending: [pause], limits: { total: 1 } },
      counts: { SUCCEEDED: 0, FAILED: 0, CANCELLED: 0, SKIPPED: 0, PENDING: 3 },
    });
    const limits = { type: 'changeLimits', limits: { total: 5 } };
    expect(await json(place, 'limits', runId, '--total', '5')).toMatchObject({
      ...{ request: limits, pending: [pause, limits], limits: { total: 5 } },
    });
    const cancel = { type: 'cancelRunning' };
    expect(await json(place, 'cancel', runId, '--running')).toMatchObject({
      ...{ request: cancel, pending: [pause, limits, cancel] },
    });
    expect(await json(place, 'limits', runId)).toMatchObject({ request: null, limits: { total: 5 } });
  });

  test('is shown and listed with its pending requests', async () => {
    await using place = await openPlanCommands(3);
    const { runId } = await left(place);
    expect((await place.run('show', runId)).stdout).not.toContain('pending');
    await place.run('pause', runId);
    await place.run('limits', runId, '--total', '5', '--per-pool', '3');
    const asked = `pending requests: pause, limits (all moves 5; from each pool, and to each pool 3). No process drives the plan. They take effect when it is resumed: volume-migrate resume ${runId} --journal ${place.journal}`;
    expect((await place.run('show', runId)).stdout.split('\n')).toContain(asked);
    expect((await place.run('runs')).stderr).toBe(`plan ${runId}: ${asked}\n`);
    const pending = [{ type: 'pause' }, { type: 'changeLimits', limits: { total: 5, perPool: 3 } }];
    expect(await json(place, 'show', runId)).toMatchObject({ pending, driver: null });
    expect(await json(place, 'runs')).toEqual([expect.objectContaining({ pending })]);
  });

  test('that was paused stays paused when watch resumes it, and starts moves when resume does', async () => {
    await using place = await openPlanCommands(3);
    const { runId, release } = await left(place);
    const { stdout } = await place.run('pause', runId);
    expect(stdout).toContain(`To resume it paused, and follow it: volume-migrate watch ${runId}`);
    const watching = place.start('watch', runId);
    await place.untilState('applying.paused');
    watching.child.kill('SIGTERM');
    await watching.ended;
    release();
    expect((await place.start('resume', runId).ended).status).toBe(0);
    expect(place.moved()).toBe(3);
  });
});

test('a plan that a process drives: what was asked names that process', async () => {
  await using place = await openPlanCommands(2);
  place.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const driver = place.start('apply', place.file, '--total', '1');
  await place.untilAsked(1);
  const { runId } = await place.plan();
  const printed = await json(place, 'pause', runId);
  expect(printed).toMatchObject({ request: { type: 'pause' }, driver: { pid: driver.child.pid } });
  await place.untilState('applying.paused');
  expect(await json(place, 'show', runId)).toMatchObject({ state: 'applying.paused', pending: [] });
});
