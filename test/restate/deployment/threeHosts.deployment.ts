// Three hosts from the shipped files: what listens where, who is let in, and each host lost once while runs and a plan go on.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { get, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlanResult } from '../../../machines/plan/types.ts';
import { readPlan } from '../../../src/index.ts';
import { migrationOrder, planOrder, type RestateStore, type RunReport } from '../../../src/restate/index.ts';
import { replay } from '../../../src/volumeMigrate/definition.ts';
import { type Ran, runAsProcess } from '../../cli/command.ts';
import { until } from '../cluster/until.ts';
import { effectsOf } from './hosts/effects.ts';
import type { Host } from './hosts/host.ts';
import { listeningOf } from './hosts/listening.ts';
import { addressOf, loopbackOf, placed, workersOf } from './hosts/shipped.ts';
import { startThreeHosts, type ThreeHosts } from './hosts/threeHosts.ts';

const RUNS = 8;
const ENDS_WITHIN_MS = 280_000;
let three: ThreeHosts;

beforeAll(async () => {
  three = await startThreeHosts({ stageMs: 200, gibPerSecond: 5 });
});

afterAll(async () => await three.close());

test('each host listens only on the addresses that the guide names, and never on 0.0.0.0', () => {
  for (const { place, services } of three.hosts) {
    const outside = [5122, 8443, 9080].map((port) => `${addressOf(place)}:${port}`);
    const inside = [8080, 8088, 9070].map((port) => `${loopbackOf(place)}:${port}`);
    const listening = listeningOf(services().map(({ pid }) => pid));
    expect(listening).toEqual([...outside, ...inside, `${workersOf(place)}:9080`].sort());
  }
});

describe('a worker', () => {
  test('refuses a call that Restate has not signed with 401, and drives the runs that it sends', async () => {
    const [{ place }] = three.hosts;
    expect(await statusOf(`http://${addressOf(place)}:9080`, '/discover')).toBe(401);
    expect(await statusOf(`http://${addressOf(place)}:9080`, '/invoke/EngineRuns/list')).toBe(401);
    const { report } = await swapping(three.storeOn(three.hosts[0]));
    expect(await report).toMatchObject({ result: { status: 'SUCCEEDED' } });
  });
});

describe('a node', () => {
  test('talks to those with a certificate of the cluster, and refuses all others', async () => {
    const [{ place }] = three.hosts;
    const own = { cert: pem(place, 'node.crt'), key: pem(place, 'node.crt.key') };
    const metrics = { host: addressOf(place), port: 5122, path: '/metrics', ca: readFileSync(three.caFile) };
    expect(await statusWith({ ...metrics, ...own })).toBe(200);
    await expect(statusWith(metrics)).rejects.toThrow(/certificate required/);
    await expect(fetch(`http://${addressOf(place)}:5122/metrics`)).rejects.toThrow();
  });
});

describe('the ingress', () => {
  const runs = async (env: Record<string, string>): Promise<Ran> =>
    await runAsProcess(three.folder, ['runs', '--store', three.publicUrlOf(three.hosts[1])], {
      NO_PROXY: '*',
      ...env,
    });
  const trusting = (): Record<string, string> => ({ NODE_EXTRA_CA_CERTS: three.caFile });

  test('lists runs for an operator with a token, which is printed nowhere and never reaches Restate', async () => {
    const { report } = await swapping(three.storeOn(three.hosts[0]));
    expect(await report).toMatchObject({ result: { status: 'SUCCEEDED' } });
    const listed = await runs({ ...trusting(), RESTATE_AUTH_TOKEN: three.token });
    expect(listed.stderr).toBe('');
    expect(listed.status).toBe(0);
    expect(listed.stdout).toContain('SUCCEEDED');
    expect(listed.stdout).not.toContain(three.token);
    for (const file of dataFiles()) expect(readFileSync(file).includes(three.token), file).toBe(false);
  });

  test.each([
    ['without a token', {}],
    ['with a wrong token', { RESTATE_AUTH_TOKEN: 'swordfish' }],
  ])('refuses an operator %s, and says what to set without repeating the token', async (_, env) => {
    const refused = await runs({ ...trusting(), ...env });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('refused the request (401)');
    expect(refused.stderr).toContain('Set RESTATE_AUTH_TOKEN');
    expect(refused.stderr).not.toContain('swordfish');
  });

  test('is not trusted without its CA, and the message says how to trust it', async () => {
    const untrusted = await runs({ RESTATE_AUTH_TOKEN: three.token });
    expect(untrusted.status).toBe(2);
    expect(untrusted.stderr).toContain('NODE_EXTRA_CA_CERTS');
  });
});

describe.each([0, 1, 2])('host %i of three is lost while runs and a plan go on', (index) => {
  test('all end, every effect happens once, and another host answers in its place', async () => {
    const victim = three.hosts[index] as Host;
    const other = three.hosts[(index + 1) % 3] as Host;
    const store = three.storeOn(other);
    const model = await swapping(store);
    expect(await model.report).toMatchObject({ result: { status: 'SUCCEEDED' } });
    const runs = await Promise.all(Array.from({ length: RUNS }, async () => await swapping(store)));
    const plan = await planning(store);
    await until(() =>
      runs.every(({ runId }) => Object.keys(effectsOf(three.running, runId)).length > 2) ? true : null,
    );
    await victim.kill();
    for (const { runId, report } of runs) {
      expect(await report).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED' } });
      expect(effectsOf(three.running, runId)).toEqual(effectsOf(three.running, model.runId));
      expect(replay((await store.read(runId)) as never).last.record.kind).toBe('ended');
    }
    const over = (await plan) as { result: PlanResult };
    expect(over).toMatchObject({
      kind: 'ended',
      result: { status: 'SUCCEEDED', counts: { SUCCEEDED: RUNS } },
    });
    for (const { resourceId } of over.result.moves) expect(startsOf(resourceId)).toBe(1);
    expect(await store.list({ unfinished: true })).toEqual([]);
    await three.startHost(victim);
    const again = await swapping(three.storeOn(victim));
    expect(await again.report).toMatchObject({ result: { status: 'SUCCEEDED' } });
  });
});

const volume = (): string =>
  three.running.cloud.addVolume({ name: 'moving', type: 'alpha', project: 'demo', user: 'alice', sizeGib: 1 })
    .id;

async function swapping(store: RestateStore): Promise<{ runId: string; report: Promise<RunReport> }> {
  const { cloud } = three.running;
  const id = volume();
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  const runId = randomUUID();
  await store.submit(
    runId,
    migrationOrder({ resource_id: id, destination_type: 'beta', swap_method: 'attachment' }),
  );
  return { runId, report: store.report(runId, AbortSignal.timeout(ENDS_WITHIN_MS)) };
}

async function planning(store: RestateStore): Promise<RunReport> {
  const moves = Array.from({ length: RUNS }, () => ({
    ...{ resource_id: volume(), migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
  }));
  const runId = randomUUID();
  await store.submit(
    runId,
    planOrder({ ...readPlan(JSON.stringify(moves)), limits: { total: 4, perPool: 4 } }),
  );
  return await store.report(runId, AbortSignal.timeout(ENDS_WITHIN_MS));
}

const startsOf = (id: string): number =>
  three.running.cloud.moves.filter(({ event, volumeId }) => event === 'start' && volumeId === id).length;

const dataFiles = (): string[] =>
  three.hosts.flatMap(({ place }) => {
    const data = join(place.folder, 'data');
    return readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  });

const pem = (place: Host['place'], name: string): Buffer =>
  readFileSync(placed(`/etc/volume-migrate/tls/${name}`, place));

async function statusWith(options: RequestOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  get({ ...options, agent: false }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  }).on('error', reject);
  return await promise;
}

async function statusOf(url: string, path: string): Promise<number> {
  const session = connect(url);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  session.on('error', reject);
  const request = session.request({ ':path': path });
  request.on('response', ({ ':status': status = 0 }) => resolve(status));
  request.on('error', reject);
  request.resume();
  return await promise.finally(() => session.close());
}
