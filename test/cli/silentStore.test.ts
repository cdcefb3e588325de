// Commands with --store while no worker responds: a run that Restate has stored is not lost, and the message says so.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { runCommand } from './command.ts';

const VOLUME = '2c91c4af-44ad-4e16-8d56-c27db583a459';
const RUN = '6f0c1de5-7f5c-4a7e-8f5d-0a4f2a6f9d11';
const PARAMETERS = { resourceId: VOLUME, migrationType: 'swap', destinationType: 'fast' };

let server: Server | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  server?.closeAllConnections();
  server?.close();
});

/**
 * A Restate that stores what it is sent, and that answers the other calls as `answers` says; the rest is never answered: their 30
 * seconds are over once they have arrived.
 */
async function storeThatAnswers(answers: Readonly<Record<string, object>> = {}): Promise<string> {
  const { timeout } = AbortSignal;
  const waiting: AbortController[] = [];
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    if (ms !== 30_000) return timeout.call(AbortSignal, ms);
    const ends = new AbortController();
    waiting.push(ends);
    return ends.signal;
  });
  server = createServer(({ url = '' }, response) => {
    const known = Object.keys(answers).find((handler) => url.endsWith(`/${handler}`));
    if (url.endsWith('/send')) response.end('{}');
    else if (known !== undefined) response.end(JSON.stringify(answers[known]));
    else for (const ends of waiting) ends.abort(new DOMException('it took too long', 'TimeoutError'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `restate+http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const command = (...args: string[]) => runCommand(tmpdir(), args);
const SILENT =
  /no worker responded through Restate at http:\S+ within 30 s\. To start one, see: volume-migrate worker --help/;

test('run names the run that Restate keeps and how to follow it, and exits as for an unfinished run', async () => {
  const store = await storeThatAnswers();
  const { status, stderr } = await command('run', VOLUME, '--destination-type', 'fast', '--store', store);
  const [, runId = 'none'] = /stopped watching run ([\da-f-]{36}): /.exec(stderr) ?? [];
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(SILENT) });
  expect(stderr).toContain('Restate keeps the run; it continues when a worker is back\n');
  expect(stderr).toContain(`To follow it: volume-migrate watch ${runId} --store ${store}\n`);
});

const run = { runId: RUN, startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, status: null, state: 'swap' };
const listed = { ...run, parent: null, holder: null, scope: 'http://keystone', resource: VOLUME };

test.each([
  ['run', { ...listed, workflow: 'volumeMigrate', input: PARAMETERS }],
  ['plan', { ...listed, workflow: 'plan', input: { planId: RUN, moves: [] } }],
])('watch says the same of a %s whose records nobody returns any more', async (noun, found) => {
  const store = await storeThatAnswers({ list: [found] });
  const { status, stderr } = await command('watch', RUN, '--store', store);
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(SILENT) });
  expect(stderr).toContain(`stopped watching ${noun} ${RUN}: `);
  expect(stderr).toContain(`To follow it: volume-migrate watch ${RUN} --store `);
});

test('runs says that no worker responds and how to start one', async () => {
  const { status, stderr } = await command('runs', '--store', await storeThatAnswers());
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(SILENT) });
});
