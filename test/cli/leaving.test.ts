// A run that its process leaves stays unfinished, and can be resumed to its end.
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { runningCommands } from './runningCommands.ts';
import { canMakeTerminal, eventsOf, PATIENCE } from './started.ts';

const { cloud, command, heldMigration, journal, migration, newestRun, start, startAt, swap, volume } =
  runningCommands();

const ESCAPE = String.fromCharCode(27);
const COLOURS = new RegExp(`${ESCAPE}\\[\\d*m`, 'g');
const REDRAWN = `${ESCAPE}[1G${ESCAPE}[0J`;

const MOVING = 'Cinder is migrating the volume';

describe.each(['SIGTERM', 'SIGHUP'] as const)('%s', (signal) => {
  test('leaves the run unfinished, cancels nothing, and says how to resume it', async () => {
    const { args, release } = heldMigration();
    const { child, untilPrinted, ended } = start(...args);
    await untilPrinted(MOVING);
    child.kill(signal);
    const { status, stdout, stderr } = await ended;
    const run = await newestRun();
    expect(run).toMatchObject({ status: null, endedAt: null, holder: null });
    const runId = run?.runId ?? '';
    expect(status).toBe(3);
    expect(stdout).toMatch(/^UNFINISHED in .*: the cloud has accepted the request to migrate volume/m);
    expect(stderr).toBe(
      `run ${runId} is unfinished; nothing was cancelled. To resume it: volume-migrate resume ${runId} --journal ${journal()}\n`,
    );
    expect(await eventsOf(journal(), runId)).not.toContain('cancel');
    release();
    const resumed = await command('resume', runId, '--json');
    expect(resumed.status).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ status: 'SUCCEEDED', warnings: [], leftovers: [] });
  });

  test('after a Ctrl-C leaves the cancelled run unfinished', async () => {
    const { child, untilPrinted, ended } = start(...swap(60_000), '--json');
    await untilPrinted('Nova is copying the data', 'stderr');
    child.kill('SIGINT');
    await untilPrinted('waiting for it to end', 'stderr');
    child.kill(signal);
    const { status, stdout } = await ended;
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'UNFINISHED', operation: 'swap', leftovers: [] });
    expect(await newestRun()).toMatchObject({ endedAt: null, holder: null });
    // The user and the destination are still needed.
    expect([...cloud().state.users.values()].map(({ name }) => name)).toContainEqual(
      expect.stringContaining((await newestRun())?.runId ?? ''),
    );
  });
});

test('a second Ctrl-C leaves the run unfinished, and says how to resume it', async () => {
  const { child, untilPrinted, ended } = start(...swap(60_000));
  await untilPrinted('Nova is copying the data');
  child.kill('SIGINT');
  await untilPrinted('Press Ctrl-C again');
  child.kill('SIGINT');
  const { status, stderr } = await ended;
  expect(status).toBe(3);
  const run = await newestRun();
  expect(run).toMatchObject({ endedAt: null, holder: null });
  expect(stderr).toContain(`To resume the run: volume-migrate resume ${run?.runId} --journal ${journal()}`);
});

test('a terminal whose output is lost does not end the run', async () => {
  const { args, release } = heldMigration();
  const { child, untilPrinted, ended } = start(...args);
  await untilPrinted(MOVING);
  child.stdout?.destroy();
  child.stderr?.destroy();
  release();
  expect((await ended).status).toBe(0);
  expect(await newestRun()).toMatchObject({ status: 'SUCCEEDED' });
});

describe.runIf(canMakeTerminal())('at a terminal', () => {
  const at = { columns: 100 };

  test('a closed terminal leaves the run unfinished; watch brings it to its end, with whole words', async () => {
    const { args, release } = heldMigration();
    const { child, untilPrinted } = startAt(at, ...args);
    await untilPrinted(MOVING);
    const runId = (await newestRun())?.runId ?? '';
    // With its process, the terminal is gone.
    child.kill('SIGKILL');
    await expect.poll(async () => (await newestRun())?.holder, PATIENCE).toBeNull();
    expect(await newestRun()).toMatchObject({ endedAt: null, status: null });
    expect(await eventsOf(journal(), runId)).not.toContain('cancel');
    const watching = startAt({ columns: 60 }, 'watch', runId);
    await watching.untilPrinted(MOVING);
    release();
    const { status, stdout } = await watching.ended;
    expect(status).toBe(0);
    // What is left on the screen: a row that was drawn again has erased itself.
    const rows = stdout
      .replaceAll(COLOURS, '')
      .split(/\r?\n/)
      .map((row) => row.split(REDRAWN).at(-1) ?? '');
    expect(rows).toContainEqual(expect.stringMatching(/^SUCCEEDED in .*: volume$/));
    expect(rows.join(' ')).toMatch(/SUCCEEDED in .*: volume [0-9a-f-]{36} migrated from node1@alpha#alpha/);
    for (const row of rows) expect(row.length, row).toBeLessThanOrEqual(60);
  });

  test('SIGTERM does not wait for an inspector', async () => {
    const { untilPrinted, ended } = startAt(at, ...migration({ delayMs: 60_000 }), '--inspect=stately');
    await untilPrinted(MOVING);
    const pid = (await newestRun())?.holder?.pid ?? Number.NaN;
    expect(pid).toBeGreaterThan(1);
    process.kill(pid, 'SIGTERM');
    const { status, stdout } = await ended;
    expect(status).toBe(3);
    expect(stdout).toContain('is unfinished; nothing was cancelled');
  });
});

describe('run --no-wait', () => {
  test('ends with 0 once the cloud has accepted the move; resume brings it to its proof', async () => {
    const { status, stdout, stderr } = await command(...migration({ delayMs: 2_000 }), '--no-wait');
    const { runId, endedAt } = (await newestRun()) ?? {};
    expect({ status, endedAt }).toEqual({ status: 0, endedAt: null });
    expect(stdout).toContain('UNFINISHED in ');
    expect(stderr).toContain(`To follow the run to its end: volume-migrate watch ${runId} --journal`);
    const resumed = await command('resume', runId ?? '');
    expect(resumed).toMatchObject({ status: 0, stdout: expect.stringMatching(/^SUCCEEDED in /m) });
  });

  test('--json prints one object', async () => {
    const { status, stdout } = await command(...migration({ delayMs: 60_000 }), '--no-wait', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ status: 'UNFINISHED', operation: 'migrate', warnings: [], leftovers: [] },
    });
  });

  test('a run that is refused fails as usual', async () => {
    const { status, stdout } = await command(
      ...['run', '--no-wait', '--resource-id', volume()],
      ...['--migration-type', 'cold', '--destination-type', 'alpha'],
    );
    expect(status).toBe(1);
    expect(stdout).toContain('Volume type must be different for retyping');
  });
});
