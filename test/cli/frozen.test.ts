// A run whose process is frozen within a call, and wakes after another process has resumed the run: it sends no change.
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { expect, test, vi } from 'vitest';
import type { SimulatedCloud } from '../../src/simulator/index.ts';
import { runningCommands } from './runningCommands.ts';
import { PATIENCE } from './started.ts';

const { cloud, command, journal, newestRun, start, swap } = runningCommands();

/** Holds the response to the first request with this method and path. */
function holdResponse(of: SimulatedCloud, method: string, path: RegExp) {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const { handle } = of;
  of.handle = async (request) => {
    const isIt = request.method === method && path.test(request.path);
    if (isIt) of.handle = handle;
    const response = await handle(request);
    if (isIt) {
      reached.resolve();
      await released.promise;
    }
    return response;
  };
  return { reached: reached.promise, release: released.resolve };
}

const stateOf = (pid: number | undefined): string =>
  / \(.*\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';

const usersCreated = (): number =>
  cloud().requests.filter(
    ({ method, path, served }) => method === 'POST' && path.endsWith('/users') && served === 201,
  ).length;

test.skipIf(process.platform !== 'linux')(
  'a process that is frozen between the reads of a call and its change does not send the change',
  async () => {
    const read = holdResponse(cloud(), 'GET', /\/roles\b/);
    const { child, ended } = start(...swap(), '--json');
    await read.reached;
    expect((await newestRun())?.state).toContain('reatingTemporaryUser');
    child.kill('SIGSTOP');
    await vi.waitFor(() => expect(stateOf(child.pid)).toBe('T'), PATIENCE);
    read.release();
    // As if the machine that sleeps shared the folder with another one.
    await rm(join(dirname(journal()), 'holders'), { recursive: true });
    const runId = (await newestRun())?.runId ?? '';
    const resumed = await command('resume', runId, '--json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(usersCreated()).toBe(1);
    child.kill('SIGCONT');
    const woken = await ended;
    expect(usersCreated()).toBe(1);
    expect(JSON.parse(woken.stdout)).toMatchObject({
      error: {
        code: 'JournalUnwritable',
        message: expect.stringContaining('another process drives its run now'),
      },
    });
    // What it still had to say of the run is not among the records of the other process.
    const shown = await command('show', runId, '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ result: { status: 'SUCCEEDED' } });
  },
);
