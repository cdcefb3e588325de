// What is asked at a terminal before something that cannot be undone; elsewhere nobody is asked.
import { describe, expect, test } from 'vitest';
import { runningCommands } from './runningCommands.ts';
import { canMakeTerminal, PATIENCE } from './started.ts';

const { cloud, command, migration, newestRun, startAt, swap } = runningCommands();

const at = { columns: 100 };

const usersOfRuns = () =>
  [...cloud().state.users.values()].filter(({ name }) => name.startsWith('volume-migrate-'));

/** A run that was left once Cinder had accepted the move. */
async function left(): Promise<string> {
  await command(...migration({ delayMs: 60_000 }), '--no-wait');
  return (await newestRun())?.runId ?? '';
}

describe('give-up without a terminal', () => {
  test('asks nothing, and says what may still be running', async () => {
    const runId = await left();
    const { status, stdout } = await command('give-up', runId);
    expect(status).toBe(0);
    expect(stdout).toContain(`run ${runId} was given up`);
    expect(stdout).toMatch(
      /^may still be running: the cloud accepted the request to migrate volume [0-9a-f-]+$/m,
    );
    expect(stdout).toMatch(/^may be left: migration [0-9a-f-]+: Cinder may still be moving the volume/m);
    expect(await newestRun()).toMatchObject({ status: null, endedAt: expect.any(String) });
  });

  test('--json has the operation', async () => {
    const { stdout } = await command('give-up', await left(), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ operation: 'migrate', doubt: null });
  });
});

describe.runIf(canMakeTerminal())('give-up at a terminal', () => {
  test('says what may still be running, then asks; no leaves the run open', async () => {
    const runId = await left();
    const { child, untilPrinted, ended } = startAt(at, 'give-up', runId);
    await untilPrinted(`give up run ${runId}? [y/N]`);
    child.stdin?.write('n\r');
    const { status, stdout } = await ended;
    expect(status).toBe(3);
    expect(stdout).toContain(`run ${runId} is open (Cinder is migrating the volume)`);
    expect(stdout).toContain('the cloud accepted the request to migrate volume');
    expect(stdout).toContain(`run ${runId} was not given up`);
    expect(await newestRun()).toMatchObject({ endedAt: null });
  });

  test('yes closes it', async () => {
    const runId = await left();
    const { child, untilPrinted, ended } = startAt(at, 'give-up', runId);
    await untilPrinted('[y/N]');
    child.stdin?.write('y\r');
    expect(await ended).toMatchObject({ status: 0, stdout: expect.stringContaining('was given up') });
    expect((await newestRun())?.endedAt).not.toBeNull();
  });

  test('--yes asks nothing', async () => {
    const { status, stdout } = await startAt(at, 'give-up', await left(), '--yes').ended;
    expect({ status, asked: stdout.includes('[y/N]') }).toEqual({ status: 0, asked: false });
  });
});

describe('a swap by attachment without a terminal', () => {
  test('asks nothing', async () => {
    const { status, stdout } = await command(...swap());
    expect({ status, asked: stdout.includes('[y/N]') }).toEqual({ status: 0, asked: false });
  });
});

describe.runIf(canMakeTerminal())('a swap by attachment at a terminal', () => {
  test('shows what it will do, then asks; no changes nothing', async () => {
    const { child, untilPrinted, ended, printed } = startAt(at, ...swap());
    await untilPrinted(/swap volume [0-9a-f-]+\? \[y\/N\]/);
    expect(printed().stdout).toContain('the volume gets a new ID');
    expect(printed().stdout).toContain('in need of a hard reboot');
    expect(usersOfRuns()).toEqual([]);
    child.stdin?.write('\r');
    const { status, stdout } = await ended;
    expect(status).toBe(3);
    expect(stdout).toContain('nothing was changed');
    expect(await newestRun()).toMatchObject({ status: 'CANCELLED' });
  });

  test('yes swaps the volume', async () => {
    const { child, untilPrinted, ended } = startAt(at, ...swap());
    await untilPrinted('[y/N]');
    child.stdin?.write('y\r');
    expect(await ended).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('the data is now on volume'),
    });
    expect(usersOfRuns()).toEqual([]);
  });

  test('Ctrl-C at the question cancels the run', async () => {
    const { child, untilPrinted, ended } = startAt(at, ...swap());
    await untilPrinted('[y/N]');
    child.stdin?.write('\u0003');
    expect((await ended).status).toBe(3);
    expect(await newestRun()).toMatchObject({ status: 'CANCELLED' });
  });

  test('a run that its process left at the question stays unfinished without an answer; --yes lets it swap', async () => {
    const { child, untilPrinted, ended } = startAt(at, ...swap());
    await untilPrinted('[y/N]');
    // With its process, the terminal is gone.
    child.kill('SIGKILL');
    await ended;
    await expect.poll(async () => (await newestRun())?.holder, PATIENCE).toBeNull();
    const { runId = '' } = (await newestRun()) ?? {};
    for (const flags of [[], ['--json']]) {
      const { status, stdout } = await command('resume', runId, ...flags);
      expect(status).toBe(3);
      expect(stdout).toContain('nobody could be asked. To let it swap, resume it at a terminal and answer');
    }
    expect(await newestRun()).toMatchObject({ endedAt: null, holder: null });
    expect(usersOfRuns()).toEqual([]);
    expect(await command('watch', runId)).toMatchObject({ status: 3 });
    const { status, stdout } = await command('resume', runId, '--yes');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('the data is now on') });
  });

  test('a run that was started with --yes is resumed without a question', async () => {
    const held = cloud().faults.hold('nova', 'swap_volume');
    const { child, untilPrinted, ended } = startAt(at, ...swap(), '--yes');
    await untilPrinted('Nova is copying the data');
    child.kill('SIGKILL');
    await ended;
    await expect.poll(async () => (await newestRun())?.holder, PATIENCE).toBeNull();
    held();
    const resumed = await command('resume', (await newestRun())?.runId ?? '');
    expect(resumed).toMatchObject({ status: 0 });
  });

  test('--yes, and --json, ask nothing', async () => {
    for (const flag of ['--yes', '--json']) {
      const { status, stdout } = await startAt(at, ...swap(), flag).ended;
      expect({ status, asked: stdout.includes('[y/N]') }).toEqual({ status: 0, asked: false });
    }
  });
});
