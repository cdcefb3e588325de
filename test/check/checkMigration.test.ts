// A check over real HTTP: it foresees what a run fails with, lists everything at once, and changes nothing.
import { expect, test } from 'vitest';
import { REFUSALS } from '../../machines/refusals.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import {
  type CheckMigrationOptions,
  checkMigration,
  createMemoryStore,
  type JournalStore,
  type MigrateVolumeParameters,
  type MigrationCheck,
  migrateVolume,
} from '../../src/index.ts';
import {
  type LoggedRequest,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';
import { type Situation, situations } from './situations.ts';

const start = (on: Situation['on'] = {}) => startSimulatedCloud({ stageMs: 5, ...on });

const cloudOf = (running: SimulatedCloudServer) => running.cloudsYaml.clouds.simulated;

const optionsOn = (running: SimulatedCloudServer, store: JournalStore): CheckMigrationOptions => ({
  cloud: cloudOf(running),
  store,
});

const isSignIn = ({ method, path }: LoggedRequest): boolean =>
  method === 'POST' && path === '/v3/auth/tokens';
// An attachment update to a volume that does not exist.
const isProbe = ({ method, path, status }: LoggedRequest): boolean =>
  method === 'PUT' && path.includes('/os-volume_attachments/') && [400, 409].includes(status ?? 0);

/** Checks, and proves by the cloud's log that nothing but reads, the sign-in and the probe were sent. */
async function check(
  running: SimulatedCloudServer,
  parameters: MigrateVolumeParameters,
  store = createMemoryStore(),
): Promise<MigrationCheck> {
  const before = structuredClone(running.cloud.state.volumes);
  const since = running.cloud.requests.length;
  const checked = await checkMigration(parameters, optionsOn(running, store));
  const sent = running.cloud.requests.slice(since);
  expect(sent.filter((one) => one.method !== 'GET' && !isSignIn(one) && !isProbe(one))).toEqual([]);
  expect(running.cloud.state.volumes).toEqual(before);
  expect(await store.list()).toEqual(await store.list({ unfinished: true }));
  return checked;
}

test.for(situations)('foresees: $name', async ({ on, make, code, reasons }) => {
  await using running = await start(on);
  const parameters = make(running.cloud);
  const checked = await check(running, parameters);
  expect(checked).toMatchObject({ clear: false, code, calls: [] });
  expect(checked.reasons).toEqual(reasons.map((part) => expect.stringContaining(part)));
  const { status, error } = await migrateVolume(parameters, {
    ...optionsOn(running, createMemoryStore()),
    pollMinMs: 10,
  });
  expect({ status, code: error?.code }).toEqual({ status: 'FAILED', code });
  expect(error?.message.replace(REQUEST, '')).toBe(checked.message?.replace(REQUEST, ''));
  if (error?.reasons.length !== 0) expect(error?.reasons).toEqual(checked.reasons);
});

const REQUEST = /req-[0-9a-f-]+/;

/** The codes with which the chart refuses before its first change. */
function refusalCodes(state: object): string[] {
  const { always, invoke, states } = state as {
    readonly always?: object;
    readonly invoke?: { readonly onDone?: object };
    readonly states?: Readonly<Record<string, object>>;
  };
  const own = [always, invoke?.onDone].flatMap((some) => [...JSON.stringify(some ?? {}).matchAll(CODE)]);
  return [...own.map(([, code = '']) => code), ...Object.values(states ?? {}).flatMap(refusalCodes)];
}
const CODE = /"type":"refuse","params":\{"code":"(\w+)"\}/g;

test('every refusal of the chart before its first change is among the situations', () => {
  const codes = new Set(refusalCodes(volumeMigrateMachine.config));
  expect([...codes].filter((code) => !(code in REFUSALS))).toEqual([]);
  expect(codes.size).toBeGreaterThan(10);
  const tried = situations.map(({ code }) => code);
  expect([...codes].filter((code) => !tried.includes(code))).toEqual([]);
});

test('lists everything at once, in the order in which a run would ask', async () => {
  await using running = await start();
  const { cloud } = running;
  const { id } = cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 3000 });
  cloud.addSnapshot(id);
  cloud.setVolume(id, { groupId: 'g1', migrationStatus: 'migrating' });
  cloud.setService('node1@alpha', { up: false });
  const cold = { resource_id: id, migration_type: 'cold' };
  expect(await check(running, { ...cold, destination_node: 'node1@beta#beta' })).toMatchObject({
    clear: false,
    operation: 'migrate',
    code: 'InvalidStateForColdMigration',
    message: 'Invalid state for cold migration',
    reasons: [
      expect.stringContaining('1 snapshot'),
      expect.stringContaining('another migration is in progress'),
      expect.stringContaining('group g1'),
      expect.stringContaining('is down'),
      expect.stringContaining('requires volume_backend_name'),
      expect.stringContaining('needs 3000 GiB'),
    ],
  });
  cloud.makeTypePrivate('nowhere');
  const { reasons } = await check(running, { ...cold, destination_type: 'nowhere' });
  expect(reasons).toEqual([
    expect.stringContaining('1 snapshot'),
    expect.stringContaining('another migration is in progress'),
    expect.stringContaining('group g1'),
    expect.stringContaining('is down'),
    expect.stringContaining('no access'),
    expect.stringContaining('no pool serves'),
  ]);
});

test('a swap of a volume that is attached to no server: the type is checked, Nova is not probed', async () => {
  await using running = await start();
  const { cloud } = running;
  cloud.makeTypePrivate('beta');
  const since = cloud.requests.length;
  const resource_id = cloud.world.volumes['free1'] ?? '';
  const { reasons } = await check(running, { resource_id, destination_type: 'beta' });
  expect(reasons).toEqual([expect.stringContaining('not attached'), expect.stringContaining('no access')]);
  expect(cloud.requests.slice(since).filter(isProbe)).toEqual([]);
});

test('another run that has not ended', async () => {
  await using running = await start();
  const store = createMemoryStore();
  const resource_id = running.cloud.world.volumes['free1'] ?? '';
  const runId = '11111111-1111-4111-8111-111111111111';
  const { url } = running;
  const scope = cloudOf(running).auth.auth_url;
  expect(scope.startsWith(url)).toBe(true);
  await store.hold({ runId, resource: resource_id, scope });
  const cold = { resource_id, migration_type: 'cold', destination_node: 'node2@alpha#alpha' };
  expect(await check(running, cold, store)).toMatchObject({
    clear: false,
    code: 'RunHeld',
    reasons: [expect.stringContaining(`volume ${resource_id} is already being migrated by run ${runId}`)],
  });
  await expect(migrateVolume(cold, optionsOn(running, store))).rejects.toMatchObject({ code: 'RunHeld' });
});

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g;
const shape = (path: string): string =>
  path
    .replace(/^\/v(3\/[0-9a-f]{32}(?=\/volumes)|3|2\.1)/, '')
    .replaceAll(/\{\w+\}/g, '…')
    .replaceAll(ID, '…');

interface Clear {
  readonly name: string;
  readonly on?: Situation['on'];
  readonly volume: string;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
  readonly operation: string;
}
const clear: readonly Clear[] = [
  {
    ...{ name: 'a cold migration', volume: 'free1', operation: 'migrate' },
    parameters: { migration_type: 'cold', destination_node: 'node2@tier9#alpha' },
  },
  {
    ...{ name: 'a cold retype', volume: 'free1', operation: 'retype' },
    parameters: { migration_type: 'cold', destination_type: 'beta' },
  },
  {
    ...{ name: 'a swap that Nova accepts', volume: 'boot1', operation: 'swap' },
    parameters: { destination_type: 'beta' },
  },
  {
    ...{ name: 'a swap that Nova rejects', volume: 'data1', operation: 'retype' },
    ...{ parameters: { destination_type: 'beta' }, on: { release: '2025.1' } },
  },
  {
    ...{ name: 'migrate, in use', volume: 'data1', operation: 'migrate' },
    parameters: { migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
  },
  {
    ...{ name: 'retype, in use', volume: 'data1', operation: 'retype' },
    parameters: { migration_type: 'retype', destination_type: 'beta' },
  },
];

test.for(clear)('$name: the calls that it lists are those that the run makes', async ({
  on,
  volume,
  parameters,
  operation,
}) => {
  await using running = await start(on);
  const { cloud } = running;
  const given = { resource_id: cloud.world.volumes[volume] ?? '', ...parameters };
  const checked = await check(running, given);
  expect(checked).toMatchObject({ clear: true, code: null, message: null, reasons: [], operation });
  const since = cloud.requests.length;
  const outcome = await migrateVolume(given, { ...optionsOn(running, createMemoryStore()), pollMinMs: 10 });
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation });
  const changes = cloud.requests
    .slice(since)
    .filter((one) => one.method !== 'GET' && !isSignIn(one) && !isProbe(one));
  expect(checked.calls.map(({ service, method, path }) => `${service} ${method} ${shape(path)}`)).toEqual(
    changes.map(({ service, method, path }) => `${service} ${method} ${shape(path)}`),
  );
  expect(outcome.warnings).toEqual(expect.arrayContaining([...checked.warnings]));
});

test('a retype that would not move the data, a frozen source and a zone that is left are warnings', async () => {
  await using running = await start();
  const { cloud } = running;
  const resource_id = cloud.world.volumes['free1'] ?? '';
  const cold = { resource_id, migration_type: 'cold' };
  const stays = await check(running, { ...cold, destination_type: 'alpha-gold' });
  expect(stays).toMatchObject({ clear: true, warnings: [expect.stringContaining('would not move')] });
  cloud.addPool({
    ...{ name: 'node3@alpha#alpha', capabilities: { volume_backend_name: 'alpha' } },
    availabilityZone: 'east',
  });
  cloud.setService('node1@alpha', { frozen: true, enabled: false });
  expect(await check(running, { ...cold, destination_node: 'node3@alpha#alpha' })).toMatchObject({
    clear: true,
    warnings: [expect.stringContaining('is frozen'), expect.stringContaining('zone nova')],
  });
});

test('what can be read only in addition to a run blocks nothing: a warning says so', async () => {
  await using running = await start();
  const { cloud } = running;
  cloud.faults.http({ match: { path: /os-services/ }, status: 403 });
  const cold = { resource_id: cloud.world.volumes['free1'] ?? '', migration_type: 'cold' };
  expect(await check(running, { ...cold, destination_node: 'node2@alpha#alpha' })).toMatchObject({
    clear: true,
    warnings: [expect.stringContaining('could not be listed')],
  });
});

test('an aborted check rejects with the reason', async () => {
  await using running = await start();
  const signal = AbortSignal.abort(new Error('enough'));
  const parameters = { resource_id: running.cloud.world.volumes['free1'] ?? '' };
  const options = { ...optionsOn(running, createMemoryStore()), signal };
  await expect(checkMigration(parameters, options)).rejects.toThrow('enough');
});

test('a cold migration: the reads of a run and no more', async () => {
  await using running = await start();
  const { cloud } = running;
  const since = cloud.requests.length;
  const resource_id = cloud.world.volumes['free1'] ?? '';
  await check(running, { resource_id, migration_type: 'cold', destination_node: 'node2@alpha#alpha' });
  expect(cloud.requests.length - since).toBe(8);
});
