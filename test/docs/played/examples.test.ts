// The examples in docs/examples run against the simulated cloud.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../pages.ts';
import { openReadersFolder, type ReadersFolder } from './folder.ts';

const EXAMPLES = join(ROOT, 'docs/examples');

let reader: ReadersFolder;
beforeAll(async () => {
  reader = await openReadersFolder();
  await cp(EXAMPLES, reader.folder, { recursive: true });
});
afterAll(async () => await reader[Symbol.asyncDispose]());

const idOf = (name: string): string => reader.running.cloud.world.volumes[name] ?? '';

async function run(...args: string[]): Promise<string> {
  const { folder, env } = reader;
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
  return stdout;
}

test('approved-migration.ts: an approval starts the migration, a refusal moves nothing', async () => {
  const id = idOf('free1');
  expect(await run('approved-migration.ts', id, 'reject')).toBe('rejected\nnothing was moved\n');
  expect(reader.running.cloud.state.volumes.get(id)?.host).toBe('node1@alpha#alpha');
  expect(await run('approved-migration.ts', id)).toBe('migrating\ndone\nSUCCEEDED: beta\n');
  expect(await run('approved-migration.ts', idOf('data1'))).toBe(
    'migrating\nticketOpened\nFAILED: Invalid state for cold migration\n',
  );
});

test('nightly-balance.ts: an overfull pool is brought below the threshold', async () => {
  const { cloud } = reader.running;
  cloud.setPool('node1@alpha#alpha', { capacity: { total: 100 } });
  const own = { project: 'demo', user: 'alice', type: 'alpha', host: 'node1@alpha#alpha' };
  for (const name of ['big1', 'big2', 'big3']) cloud.addVolume({ ...own, name, sizeGib: 30 });
  const printed = await run('nightly-balance.ts');
  expect(printed).toMatch(
    /^1 moves, 0 volumes cannot move\n\S+ SUCCEEDED\nSUCCEEDED: 1 moved, 0 failed, 0 skipped\n$/,
  );
});

test('largest-first.js: the largest detached volumes go first, and an attached one is skipped', async () => {
  const parameters = JSON.stringify({ from: 'node1@alpha#alpha', to: 'node2@alpha#alpha', freeGib: 60 });
  const script = `echo '${parameters}' > largest.json && volume-migrate plan ./largest-first.js --params largest.json --json`;
  const { folder, env } = reader;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: folder, env });
  const { actions } = JSON.parse(stdout) as { actions: { reason: string }[] };
  expect(actions.map(({ reason }) => reason)).toEqual(['frees 30 GiB of node1@alpha#alpha']);
});

test('faults.test.ts passes with the test runner of Node', async () => {
  expect(await run('--test', '--test-reporter=tap', 'faults.test.ts')).toMatch(/# pass 3\n# fail 0/);
});

test('fastify/server.ts: progress comes as server-sent events, the outcome last; a wrong request names its problems', async () => {
  const { folder, env } = reader;
  const server = spawn(process.execPath, ['fastify/server.ts'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [url] = (await once(createInterface(server.stdout), 'line')) as [string];
    const post = (body: object): Promise<Response> =>
      fetch(`${url}/migrations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const wrong = await post({ resource_id: 'data', migration_type: 'cold' });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toEqual({ problems: [expect.stringContaining('resource_id')] });
    const right = await post({
      resource_id: idOf('free2'),
      migration_type: 'retype',
      destination_type: 'alpha',
    });
    expect(right.status).toBe(202);
    const { runId } = (await right.json()) as { runId: string };
    const events = (await (await fetch(`${url}/migrations/${runId}/events`)).text()).trim().split('\n\n');
    expect(events.length).toBeGreaterThan(5);
    expect(events.slice(0, -1).every((event) => event.startsWith('event: progress\n'))).toBe(true);
    expect(events.at(-1)).toMatch(/^event: outcome\ndata: .*"status":"SUCCEEDED"/);
    expect((await fetch(`${url}/migrations/none/events`)).status).toBe(404);
  } finally {
    server.kill();
    await once(server, 'close');
  }
});

test('each example has a test here, and its first line says what it shows', async () => {
  const { readFile } = await import('node:fs/promises');
  const files = (await readdir(EXAMPLES, { recursive: true })).filter((file) => /\.[jt]s$/.test(file));
  const own = await readFile(import.meta.filename, 'utf8');
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) {
    expect(await readFile(join(EXAMPLES, file), 'utf8')).toMatch(/^\/\/ Shows /);
    if (!file.endsWith('feed.ts')) expect(own).toContain(`test('${file}`);
  }
});
