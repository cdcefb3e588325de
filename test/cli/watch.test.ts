// watch follows a run that another process drives, or resumes one that no process drives.
import { describe, expect, test } from 'vitest';
import { runningCommands } from './runningCommands.ts';
import { eventsOf } from './started.ts';

const { cloud, command, heldMigration, journal, migration, newestRun, start } = runningCommands();

const MOVING = 'Cinder is migrating the volume';

describe('watch', () => {
  test('follows a run that another process drives, with its exit status, and changes nothing', async () => {
    const { args, release } = heldMigration();
    const driver = start(...args);
    await driver.untilPrinted(MOVING);
    const runId = (await newestRun())?.runId ?? '';
    cloud().requests.splice(0);
    const watching = start('watch', runId.slice(0, 12));
    await watching.untilPrinted(MOVING);
    release();
    const watched = await watching.ended;
    expect((await driver.ended).status).toBe(0);
    expect(watched).toMatchObject({ status: 0, stderr: '' });
    expect(watched.stdout).toMatch(
      new RegExp(`^watching run ${runId}, which process ${driver.child.pid} on `, 'm'),
    );
    expect(watched.stdout).toContain('Cinder is deleting the copy on the old backend');
    expect(watched.stdout).toMatch(/^SUCCEEDED in /m);
    expect(cloud().requests.filter(({ path }) => path === '/v3/auth/tokens')).toEqual([]);
  });

  test('a run that fails: its exit status, as JSON too', async () => {
    const driver = start(...migration({ delayMs: 600_000 }), '--timeout', '1s');
    await driver.untilPrinted(MOVING);
    const runId = (await newestRun())?.runId ?? '';
    const { status, stdout } = await command('watch', runId, '--json');
    expect({ status, driver: (await driver.ended).status }).toEqual({ status: 1, driver: 1 });
    expect(JSON.parse(stdout)).toMatchObject({ runId, error: { code: 'MigrationNotSeenToEnd' } });
    expect(await command('watch', runId)).toMatchObject({ status: 1 });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the watch, not the run', async (signal) => {
    const driver = start(...migration({ delayMs: 600_000 }));
    await driver.untilPrinted(MOVING);
    const runId = (await newestRun())?.runId ?? '';
    const watching = start('watch', runId);
    await watching.untilPrinted(MOVING);
    watching.child.kill(signal);
    expect(await watching.ended).toMatchObject({
      status: 3,
      stderr: expect.stringContaining(`stopped watching run ${runId}`),
    });
    expect(driver.child.exitCode).toBeNull();
    expect(await eventsOf(journal(), runId)).not.toContain('cancel');
  });

  test('resumes a run whose process leaves it meanwhile', async () => {
    const { args, release } = heldMigration();
    const driver = start(...args);
    await driver.untilPrinted(MOVING);
    const runId = (await newestRun())?.runId ?? '';
    const watching = start('watch', runId);
    await watching.untilPrinted(MOVING);
    driver.child.kill('SIGTERM');
    await watching.untilPrinted('resuming it', 'stderr');
    release();
    const { status, stdout, stderr } = await watching.ended;
    expect(stderr).toContain(`the process that drove run ${runId} has left it; resuming it`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^SUCCEEDED in /m) });
  });

  test('resumes a run that no process drives', async () => {
    await command(...migration({ delayMs: 1_000 }), '--no-wait');
    const { runId = '' } = (await newestRun()) ?? {};
    const { status, stdout } = await command('watch', runId);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining(`resuming run ${runId}`),
    });
  });

  test('a run that was given up: 2; a run that does not exist: 2', async () => {
    await command(...migration({ delayMs: 60_000 }), '--no-wait');
    const { runId = '' } = (await newestRun()) ?? {};
    await command('give-up', runId);
    expect(await command('watch', runId)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('was given up'),
    });
    expect(await command('watch', 'abc')).toMatchObject({
      status: 2,
      stderr: 'error: the journal has no run abc\nTo list the runs, run: volume-migrate runs\n',
    });
  });
});
