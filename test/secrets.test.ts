// Canaries: no password and no token in an event, a context, an outcome, an error, a line or a journal.
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InspectionEvent } from 'xstate';
import {
  connect,
  createMemoryStore,
  loadCloudConfig,
  type MigrateVolumeParameters,
  migrateVolume,
  parseCloudConfig,
} from '../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../src/simulator/index.ts';

let running: SimulatedCloudServer;
const seen: string[] = [];
const temporaryPasswords = new Set<string>();

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
afterAll(async () => await running.stop());

// Everything, whatever hides in it: JSON, and what a debugger would print.
function record(value: unknown): void {
  seen.push(inspect(value, { depth: 12, showHidden: true, getters: false }));
  seen.push(JSON.stringify(value) ?? '');
}

// The machine's own part of an inspection event: actors and logic hold functions, not data.
function recordInspection(event: InspectionEvent): void {
  if (event.type === '@xstate.event') record(event.event);
  if (event.type === '@xstate.snapshot') record({ event: event.event, snapshot: persisted(event.snapshot) });
  for (const { name, password } of running.cloud.state.users.values()) {
    if (name.startsWith('volume-migrate-') && password !== null) temporaryPasswords.add(password);
  }
}

function persisted(snapshot: unknown): unknown {
  if (typeof snapshot !== 'object' || snapshot === null) return snapshot;
  const { context, value, status, output, error, input } = snapshot as Record<string, unknown>;
  return { context, value, status, output, error, input };
}

const volume = (changes: object = {}): string =>
  running.cloud.addVolume({ name: 'canary', type: 'alpha', project: 'demo', user: 'alice', ...changes }).id;

function attached(): string {
  const id = volume();
  running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  return id;
}

const swap = { destination_type: 'beta', swap_method: 'attachment' } as const;

const courses: readonly (readonly [string, () => MigrateVolumeParameters, () => void])[] = [
  [
    'a migration',
    () => ({ resource_id: volume(), migration_type: 'cold', destination_node: 'node2@alpha#alpha' }),
    () => {},
  ],
  [
    'a retype that fails',
    () => ({ resource_id: volume(), migration_type: 'cold', destination_type: 'nowhere' }),
    () => {},
  ],
  ['a swap by attachment', () => ({ resource_id: attached(), ...swap }), () => {}],
  [
    'a swap whose user cannot be made',
    () => ({ resource_id: attached(), ...swap }),
    () =>
      running.cloud.faults.http({
        match: { method: 'POST', path: /\/users$/ },
        status: 403,
        body: { error: { message: 'no' } },
      }),
  ],
  [
    'a swap whose volume’s answer is malformed',
    () => ({ resource_id: attached(), ...swap }),
    () =>
      running.cloud.faults.http({
        match: { method: 'POST', path: /\/volumes$/ },
        status: 202,
        body: { volume: 7 },
      }),
  ],
  [
    'a swap whose answers are lost',
    () => ({ resource_id: attached(), ...swap }),
    () =>
      running.cloud.faults.http({
        match: { method: 'POST', path: /\/(users|volumes)$/ },
        count: 2,
        dropConnection: 'after',
      }),
  ],
  [
    'a temporary user that Keystone does not let in',
    () => ({ resource_id: attached(), ...swap }),
    () =>
      running.cloud.faults.http({
        match: { method: 'POST', path: /\/auth\/tokens$/ },
        count: 9,
        status: 401,
        body: { error: { code: 401, message: 'no', title: 'Unauthorized' } },
      }),
  ],
];

test.each(courses)('%s', async (_, parameters, plant) => {
  running.cloud.faults.clear();
  const asked = parameters();
  let planted = false;
  const journal = createMemoryStore();
  const outcome = await migrateVolume(asked, {
    store: journal,
    cloud: running.cloudsYaml.clouds.simulated,
    pollMinMs: 5,
    inspect: recordInspection,
    onProgress: (progress) => {
      if (!planted) plant();
      planted = true;
      record(progress);
    },
  });
  running.cloud.faults.clear();
  record(outcome);
  // What an export prints.
  record(await journal.read(outcome.runId));
  expect(seen.length).toBeGreaterThan(10);
});

test('errors of the configuration and of the sign-in', async () => {
  const { simulated } = running.cloudsYaml.clouds;
  const auth = { ...simulated.auth, password: 'canary-password', username: '' };
  const wrong = { ...simulated, auth: { ...simulated.auth, password: 'canary-password' } };
  for (const attempt of [
    async () => parseCloudConfig({ ...simulated, auth }),
    async () =>
      loadCloudConfig({
        env: { OS_AUTH_URL: 'nonsense', OS_PASSWORD: 'canary-password' },
        cwd: '/nonexistent',
        home: '/nonexistent',
      }),
    async () => connect(await parseCloudConfig(wrong)),
  ]) {
    const error = await attempt().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    record(error);
    record((error as Error).stack);
  }
  record(await parseCloudConfig(wrong));
});

test('no canary is in anything that was seen', () => {
  const all = seen.join('\n');
  expect(all.length).toBeGreaterThan(100_000);
  const tokens = [...running.cloud.state.tokens.keys()];
  expect(tokens.length).toBeGreaterThan(5);
  expect(temporaryPasswords.size).toBeGreaterThan(1);
  for (const secret of ['labadmin', 'canary-password', ...temporaryPasswords, ...tokens])
    expect(all.includes(secret)).toBe(false);
});
