// Canaries: no password and no token in any byte that an inspector sends, to anybody.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  createMemoryStore,
  type Inspector,
  type StatelyInspector,
  startInspector,
  startStatelyInspector,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { ask, at } from './asking.ts';
import { listen } from './listening.ts';
import { cold, migrate, swap } from './running.ts';

const PAGE = '<!doctype html><html><head><!--run--></head><body><script>1</script></body></html>';

const store = createMemoryStore();
const served: string[] = [];
const temporaryPasswords = new Set<string>();
let running: SimulatedCloudServer;
let folder: string;
let inspector: Inspector;
let stately: StatelyInspector;

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-secrets-'));
  await writeFile(join(folder, 'page.html'), PAGE);
  inspector = await startInspector({ store, page: join(folder, 'page.html') });
  stately = await startStatelyInspector();
  for (const greeting of ['', '{"type":"xstate.inspecting"}']) await hear(greeting);
});
afterAll(async () => {
  await inspector.close();
  await stately.close();
  await running.stop();
  await rm(folder, { recursive: true });
});

// A receiver of either protocol: every message is kept.
async function hear(greeting: string): Promise<void> {
  const socket = new WebSocket(stately.receiverUrl);
  socket.on('message', (data) => served.push(String(data)));
  await new Promise((resolve) => socket.on('open', resolve));
  if (greeting !== '') socket.send(greeting);
}

function rememberPasswords(): void {
  for (const { name, password } of running.cloud.state.users.values()) {
    if (name.startsWith('volume-migrate-') && password !== null) temporaryPasswords.add(password);
  }
}

const FAULTS = {
  none: () => {},
  'the user cannot be made': () =>
    running.cloud.faults.http({
      match: { method: 'POST', path: /\/users$/ },
      status: 403,
      body: { error: { message: 'no' } },
    }),
  'the answers are lost': () =>
    running.cloud.faults.http({
      match: { method: 'POST', path: /\/(users|volumes)$/ },
      count: 2,
      dropConnection: 'after',
    }),
  'Keystone does not let the temporary user in': () =>
    running.cloud.faults.http({
      match: { method: 'POST', path: /\/auth\/tokens$/ },
      count: 9,
      status: 401,
      body: { error: { code: 401, message: 'no', title: 'Unauthorized' } },
    }),
} as const;

const courses = [
  { what: 'a migration', parameters: cold, fault: 'none' },
  { what: 'a swap', parameters: swap, fault: 'none' },
  { what: 'a swap', parameters: swap, fault: 'the user cannot be made' },
  { what: 'a swap', parameters: swap, fault: 'the answers are lost' },
  { what: 'a swap', parameters: swap, fault: 'Keystone does not let the temporary user in' },
] as const;

test.each(courses)('$what, faults: $fault', async ({ parameters, fault }) => {
  running.cloud.faults.clear();
  let planted = false;
  const { outcome } = await migrate(running, parameters(running), {
    store,
    inspect: (event) => {
      stately.inspect(event);
      rememberPasswords();
    },
    onProgress: () => {
      if (!planted) FAULTS[fault]();
      planted = true;
    },
  });
  const { until, heard, leave } = await listen(inspector.url, outcome.runId);
  await until(({ head }) => head?.endedAt != null);
  leave();
  const answers = await Promise.all(
    ['/', '/api/runs', `/api/export?run=${outcome.runId}`, '/nowhere'].map((path) =>
      ask(at(inspector.url, path)),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
  served.push(heard.raw, ...answers.map((answer) => JSON.stringify(answer)));
});

test('no canary is in anything that was served', async () => {
  for (const greeting of ['', '{"type":"xstate.inspecting"}']) await hear(greeting);
  served.push(JSON.stringify(await ask(stately.url)));
  // Everything under way arrives before the close.
  await stately.close();
  const all = served.join('\n');
  expect(all).toContain('service.register');
  expect(all).toContain('@xstate.snapshot');
  expect(all.length).toBeGreaterThan(1_000_000);
  const tokens = [...running.cloud.state.tokens.keys()];
  expect(tokens.length).toBeGreaterThan(5);
  expect(temporaryPasswords.size).toBeGreaterThan(1);
  for (const secret of ['labadmin', ...temporaryPasswords, ...tokens])
    expect(all.includes(secret)).toBe(false);
});
