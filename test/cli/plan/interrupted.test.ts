// A plan that is interrupted: Ctrl-C, SIGTERM, a closed terminal, a process that is killed; and how it is resumed.
import { describe, expect, test } from 'vitest';
import { openPlanCommands, type PlanCommands } from './planCommands.ts';

const MOVES = /^started: .*\n(?:.*\n)*started: /m;

// Two moves run, the others wait.
async function running(place: PlanCommands, ...args: string[]) {
  const driver = place.start('apply', place.file, ...args);
  await driver.untilPrinted(MOVES, args.includes('--json') ? 'stderr' : 'stdout');
  await place.untilAsked(2);
  return driver;
}

describe.concurrent('Ctrl-C', () => {
  test('once: the waiting moves do not start, the running ones are waited for, exit status 3', async () => {
    await using place = await openPlanCommands(5);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const driver = await running(place);
    driver.child.kill('SIGINT');
    await driver.untilPrinted(
      'cancelling: 3 waiting moves will not start; waiting for 2 running moves to end. Press Ctrl-C again to leave the plan unfinished',
    );
    release();
    const { status, stdout } = await driver.ended;
    expect(status).toBe(3);
    expect(stdout).toMatch(/^CANCELLED in .*: 2 of 5 volumes moved; 3 not moved yet$/m);
    expect(place.asked().filter((count) => count > 0)).toEqual([1, 1]);
  });

  test('twice: the plan is left unfinished, and the command that resumes it is printed', async () => {
    await using place = await openPlanCommands(4, { delayMs: 60_000 });
    const driver = await running(place);
    driver.child.kill('SIGINT');
    await driver.untilPrinted('cancelling: ');
    driver.child.kill('SIGINT');
    const { status, stdout, stderr } = await driver.ended;
    const { runId, endedAt } = await place.plan();
    expect({ status, endedAt }).toEqual({ status: 3, endedAt: null });
    expect(stdout).toMatch(/^UNFINISHED in .*: 0 of 4 volumes moved; 4 not moved yet$/m);
    expect(stderr).toContain(`To resume the plan: volume-migrate resume ${runId} --journal ${place.journal}`);
  });
});

describe.concurrent('a plan that was left', () => {
  test.each([
    'SIGTERM',
    'SIGHUP',
  ] as const)('by %s is unfinished: exit status 3, in JSON too', async (signal) => {
    await using place = await openPlanCommands(3, { delayMs: 60_000 });
    const driver = await running(place, '--json');
    driver.child.kill(signal);
    const { status, stdout } = await driver.ended;
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({
      status: 'UNFINISHED',
      counts: { PENDING: 3, CANCELLED: 0 },
    });
    expect(status).toBe(3);
  });

  test('by kill -9 is resumed: every volume moves, and Cinder is asked once for each', async () => {
    await using place = await openPlanCommands(4);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const driver = await running(place);
    driver.child.kill('SIGKILL');
    await driver.ended;
    const { runId } = await place.plan();
    release();
    const { status, stdout } = await place.start('resume', runId.slice(0, 8), '--json').ended;
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      planId: runId,
      status: 'SUCCEEDED',
      counts: { SUCCEEDED: 4 },
    });
    expect(place.asked()).toEqual([1, 1, 1, 1]);
  });

  test('is resumed by resume --all, which leaves its runs to it', async () => {
    await using place = await openPlanCommands(3);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const driver = await running(place);
    driver.child.kill('SIGKILL');
    await driver.ended;
    release();
    const { status, stdout, stderr } = await place.start('resume', '--all').ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'no open runs\n' });
    expect(stdout).toMatch(/^resuming plan .*: 0 of 3 moves ended/m);
    expect(stdout).not.toContain('resuming run');
    expect(stdout).toMatch(/^SUCCEEDED in .*: 3 of 3 volumes moved$/m);
    expect(place.asked()).toEqual([1, 1, 1]);
  });

  test('is listed as interrupted with its resume command, and is resumed by watch', async () => {
    await using place = await openPlanCommands(2);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const driver = await running(place);
    driver.child.kill('SIGTERM');
    await driver.ended;
    const { runId } = await place.plan();
    expect(await place.run('runs')).toEqual({
      status: 0,
      stdout: expect.stringMatching(/plan, 0 of 2 done +interrupted .* Waits to be resumed *\n/),
      stderr: `To resume ${runId}, run: volume-migrate resume ${runId} --journal ${place.journal}\n`,
    });
    release();
    const { status, stdout } = await place.start('watch', runId).ended;
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('resuming plan ') });
  });

  test('can be given up: its open runs stay, and are resumed as any run', async () => {
    await using place = await openPlanCommands(3);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const driver = await running(place);
    driver.child.kill('SIGTERM');
    await driver.ended;
    const { runId } = await place.plan();
    const given = await place.run('give-up', runId);
    expect(given.status).toBe(0);
    expect(given.stdout).toContain(
      `plan ${runId} was given up. Nothing in the cloud was changed.\n2 runs of the plan stay open`,
    );
    expect(JSON.parse((await place.run('runs', '--unfinished', '--json')).stdout)).toHaveLength(2);
    expect(await place.run('resume', runId)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('given up'),
    });
    release();
    expect((await place.start('resume', '--all').ended).status).toBe(0);
    expect(place.moved()).toBe(2);
  });
});
