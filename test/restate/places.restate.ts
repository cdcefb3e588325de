// The places of a partition: Restate invokes a limited number of handlers at once, and a plan keeps its place while it waits.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunSummary, readPlan } from '../../src/index.ts';
import { OPEN_PLANS } from '../../src/restate/cloudWorkflows.ts';
import { query, type Row } from '../../src/restate/engine/admin.ts';
import { createIngress } from '../../src/restate/engine/ingress.ts';
import { SERVICES } from '../../src/restate/engine/protocol.ts';
import { planOrder, type RunReport } from '../../src/restate/index.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import type { Reach } from './cluster/network.ts';
import { type Relay, startRelay } from './cluster/relay.ts';
import { until } from './cluster/until.ts';
import { type RestateServer, startRestateServer } from './server/server.ts';

const MOVES = 3;
const SHIPPED = { RESTATE_DEFAULT_NUM_PARTITIONS: '1' };
const ONE_PLACE = { ...SHIPPED, RESTATE_WORKER__INVOKER__CONCURRENT_INVOCATIONS_LIMIT: '1' };

let cluster: Cluster;
let toCloud: Relay | null = null;

const reach: Reach = async (part, port) => {
  if (part !== 'cloud') return port;
  toCloud = await startRelay(port);
  return toCloud.port;
};

beforeAll(async () => {
  const startServer = async (): Promise<RestateServer> => await startRestateServer(SHIPPED);
  cluster = await startCluster(1, { stageMs: 20, gibPerSecond: 20 }, { reach, startServer });
});

afterAll(async () => {
  await cluster.close();
  await toCloud?.close();
});

test('a plan in the only place waits for moves that get none; with the shipped limit, they do, and it ends', async () => {
  const { server, store, running } = cluster;
  const first = await planned();
  expect(await first.report).toMatchObject({ result: { status: 'SUCCEEDED' } });
  const movesBefore = running.cloud.moves.length;
  const repair = toCloud?.cut('both');
  const { runId, volumeIds, report } = await planned();
  await until(async () => ((await store.summary(runId)) === null ? null : true));
  await server.kill();
  await server.start(ONE_PLACE);
  repair?.('closed');
  // By then the plan has kept its place for half a minute: it has waited in vain for a list of other runs.
  const moves = await until(async () => {
    const others = (await openRuns()).filter(({ key }) => key !== runId);
    return others.length === MOVES - 1 ? others : null;
  });
  for (const { status } of moves) expect(status).toBe('ready');
  expect(running.cloud.moves).toHaveLength(movesBefore);
  await server.kill();
  await server.start(SHIPPED);
  expect(await report).toMatchObject({ result: { status: 'SUCCEEDED', counts: { SUCCEEDED: MOVES } } });
  for (const id of volumeIds) expect(startsOf(id)).toBe(1);
});

test('a plan is refused while as many plans are open as may be, and accepted afterwards', async () => {
  const { server, store } = cluster;
  const [{ scope }] = (await store.list()) as [RunSummary];
  const ingress = createIngress(server.url);
  const { slot, limit } = OPEN_PLANS;
  const others = { runId: randomUUID(), slots: [`${slot} ×${limit}`] };
  await ingress.call(SERVICES.slots, scope, 'add', others);
  const refused = await planned();
  expect(await refused.report).toMatchObject({ kind: 'refused', refusal: { kind: 'limit', slots: [slot] } });
  await ingress.call(SERVICES.slots, scope, 'release', others.runId);
  const accepted = await planned();
  expect(await accepted.report).toMatchObject({ result: { status: 'SUCCEEDED' } });
});

interface Planned {
  readonly runId: string;
  readonly volumeIds: readonly string[];
  readonly report: Promise<RunReport>;
}

async function planned(): Promise<Planned> {
  const { store } = cluster;
  const volumeIds = Array.from({ length: MOVES }, addVolume);
  const runId = randomUUID();
  await store.submit(runId, planOrder(readPlan(JSON.stringify(volumeIds.map(toNode2)))));
  return { runId, volumeIds, report: store.report(runId, AbortSignal.timeout(280_000)) };
}

const addVolume = (): string =>
  cluster.running.cloud.addVolume({
    name: 'moving',
    type: 'alpha',
    project: 'demo',
    user: 'alice',
    sizeGib: 1,
  }).id;

const toNode2 = (id: string) => ({
  ...{ resource_id: id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
});

// The runs that have not ended, as Restate's admin API shows them: none while the server has only just started.
const openRuns = async (): Promise<readonly Row[]> =>
  await query(
    cluster.server.admin,
    `SELECT target_service_key AS key, status FROM sys_invocation WHERE target_service_name = '${SERVICES.run}' AND target_handler_name = 'run' AND status <> 'completed'`,
  ).catch(() => []);

const startsOf = (id: string): number =>
  cluster.running.cloud.moves.filter(({ event, volumeId }) => event === 'start' && volumeId === id).length;
