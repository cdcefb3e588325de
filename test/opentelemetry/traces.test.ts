// What the command exports of a swap, of a failed run and of a plan: spans over HTTP, to a receiver.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Outcome, PlanOutcome } from '../../src/index.ts';
import { traceIdOf } from '../../src/opentelemetry/index.ts';
import { CANARY, tracedPlace } from './place.ts';
import type { ReceivedSpan } from './receiver.ts';

const place = tracedPlace();

const outcomeOf = <Result>(stdout: string): Result => JSON.parse(stdout) as Result;
const attribute = ({ attributes }: ReceivedSpan, name: string): unknown => attributes[name];

const rootOf = (trace: readonly ReceivedSpan[]): ReceivedSpan | undefined =>
  trace.find(({ parentSpanId }) => parentSpanId === null);

/** The spans that have this one as their parent. */
const below = (trace: readonly ReceivedSpan[], parent: ReceivedSpan | undefined): ReceivedSpan[] =>
  trace.filter(({ parentSpanId }) => parentSpanId === parent?.spanId);

test('a swap is one trace: the run, its phases, their calls, and each request of the journal with its ID', async () => {
  const id = place.attached();
  const { stdout, stderr } = await place.command(
    ...['run', id, '--destination-type', 'beta', '--swap-method', 'attachment', '--json', '--quiet'],
  );
  const { runId, status } = outcomeOf<Outcome>(stdout);
  expect({ status, stderr }).toEqual({ status: 'SUCCEEDED', stderr: '' });
  const trace = place.trace(traceIdOf(runId));
  const [run, ...others] = trace.filter(({ parentSpanId }) => parentSpanId === null);
  expect({ name: run?.name, others, isError: run?.isError }).toEqual({
    ...{ name: 'run volumeMigrate', others: [], isError: false },
  });
  expect(run?.attributes).toMatchObject({
    ...{ 'volume_migrate.run.id': runId, 'volume_migrate.outcome': 'SUCCEEDED' },
    ...{ 'volume_migrate.operation': 'swap', 'openstack.volume.id': id },
  });
  const phases = below(trace, run);
  expect(phases.map(({ name }) => name)).toEqual(['swap', 'swap.updatingAttachment']);
  const calls = phases.map((phase) => below(trace, phase));
  expect(calls[0]?.map(({ name }) => name).slice(0, 2)).toEqual(['getVolume', 'listAttachments']);
  const requests = calls.flat().flatMap((call) => below(trace, call));
  const recorded = (await place.entries(runId)).flatMap(({ record }) =>
    record.kind === 'request' ? [record.request as { requestId: string }] : [],
  );
  expect(recorded.length).toBeGreaterThan(40);
  const ids = requests.map((span) => attribute(span, 'openstack.request_id'));
  expect(ids.toSorted()).toEqual(recorded.map(({ requestId }) => requestId).toSorted());
  expect(1 + phases.length + calls.flat().length + requests.length).toBe(trace.length);
  for (const span of trace) expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
});

test('a request is a client span by the conventions for HTTP: its path, never its query', async () => {
  const spans = place.receiver().spans();
  const volume = spans.find(({ name }) => name === 'GET /volume/v3/{id}/volumes/{id}');
  expect(volume?.kind).toBe(3);
  expect(volume?.attributes).toMatchObject({
    ...{ 'http.request.method': 'GET', 'http.response.status_code': 200, 'openstack.service': 'volume' },
    ...{
      'url.template': '/volume/v3/{id}/volumes/{id}',
      'url.path': expect.stringMatching(/volumes\/[0-9a-f-]{36}$/),
    },
  });
  for (const { name, attributes } of spans)
    expect(`${name} ${String(attributes['url.path'] ?? '')}`).not.toMatch(/[?=]/);
});

test('a request that was sent again says how often, and counts as a retry', async () => {
  place.cloud().faults.http({ match: { method: 'GET', path: /\/types$/ }, count: 1, status: 503, body: {} });
  await place.command(
    ...['run', place.detached(), '--migration-type', 'cold', '--destination-type', 'beta', '--json', '-q'],
  );
  const resent = place
    .receiver()
    .spans()
    .filter(({ attributes }) => attributes['http.request.resend_count'] !== undefined);
  expect(resent.map((span) => attribute(span, 'http.request.resend_count'))).toEqual([1]);
  const retries = place
    .receiver()
    .points()
    .filter(({ metric }) => metric === 'volume_migrate.retries');
  expect(retries.map(({ value }) => value)).toEqual([1]);
});

test('a run that fails is an error with its code; what it did not do is no span', async () => {
  const { stdout } = await place.command(
    ...['run', place.detached(), '--migration-type', 'cold', '--destination-type', 'nowhere', '--json', '-q'],
  );
  const { runId, error } = outcomeOf<Outcome>(stdout);
  const trace = place.trace(traceIdOf(runId));
  const run = rootOf(trace);
  expect(run).toMatchObject({ isError: true, message: error?.message });
  expect(run?.attributes).toMatchObject({
    'volume_migrate.outcome': 'FAILED',
    'error.type': error?.code,
    'volume_migrate.error.code': error?.code,
  });
  expect(trace.filter(({ name }) => name === 'requestingRetype')).toEqual([]);
});

test('a plan is a trace of its own; each of its moves and the run of the move refer to each other', async () => {
  const release = place.cloud().faults.hold('node1@alpha', 'migrate_volume');
  const args = ['apply', await planFile(3), '--per-pool', '2', '--json', '--quiet'];
  const applied = place.commandWith({ OTEL_METRIC_EXPORT_INTERVAL: '500' }, ...args);
  // Meanwhile the gauges show where its moves are.
  await expect.poll(movesOfPools).toEqual({
    'source node1@alpha#alpha': { waiting: 1, running: 2 },
    'destination node2@alpha#alpha': { waiting: 1, running: 2 },
  });
  release();
  const { stdout } = await applied;
  const { planId, actions } = outcomeOf<PlanOutcome>(stdout);
  const plan = place.trace(traceIdOf(planId));
  const root = rootOf(plan);
  expect(root?.attributes).toMatchObject({ 'volume_migrate.plan.moves.succeeded': 3 });
  const made = plan.filter(({ name }) => name === 'move').flatMap(({ links }) => links);
  const runs = actions.map(({ runId }) => rootOf(place.trace(traceIdOf(String(runId)))));
  expect(runs.map((run) => run?.links)).toEqual(
    actions.map(() => [{ traceId: traceIdOf(planId), spanId: root?.spanId, as: 'plan' }]),
  );
  expect(made.map(({ spanId }) => spanId).toSorted()).toEqual(runs.map((run) => run?.spanId).toSorted());
});

async function planFile(moves: number): Promise<string> {
  const actions = Array.from({ length: moves }, () => action(place.detached()));
  const file = join(place.folder(), 'plan.json');
  await writeFile(file, JSON.stringify({ version: 1, actions }));
  return file;
}

const action = (resource_id: string): object => ({
  ...{ resource_id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
});

function movesOfPools(): Record<string, Record<string, number>> {
  const pools: Record<string, Record<string, number>> = {};
  for (const { metric, attributes, value } of place.receiver().points()) {
    if (metric !== 'volume_migrate.plan.pool.moves') continue;
    const pool = `${attributes['volume_migrate.pool.side']} ${attributes['volume_migrate.pool']}`;
    pools[pool] = { ...pools[pool], [String(attributes['volume_migrate.move.state'])]: value };
  }
  return pools;
}

test('metrics: how runs ended, how long phases and requests took, bytes moved', () => {
  const points = place.receiver().points();
  const sum = (metric: string, [name, value]: readonly [string, unknown]): number =>
    points
      .filter((point) => point.metric === metric && point.attributes[name] === value)
      .reduce((all, point) => all + point.value, 0);
  // Of the swap, the retype, the plan and its three moves.
  expect(sum('volume_migrate.runs', ['volume_migrate.outcome', 'SUCCEEDED'])).toBe(6);
  expect(sum('volume_migrate.runs', ['volume_migrate.outcome', 'FAILED'])).toBe(1);
  expect(sum('volume_migrate.moved', ['volume_migrate.operation', 'swap'])).toBe(2 ** 30);
  expect(sum('volume_migrate.moved', ['volume_migrate.operation', 'migrate'])).toBe(3 * 2 ** 30);
  expect(sum('volume_migrate.phase.duration', ['volume_migrate.phase', 'swap'])).toBe(1);
  expect(sum('http.client.request.duration', ['openstack.service', 'compute'])).toBeGreaterThan(0);
});

test('no password, no token and no value of metadata is in anything that was exported', () => {
  const exported = place.receiver().payloads.join('\n');
  expect(exported).toContain('openstack.request_id');
  for (const secret of ['labadmin', CANARY, ...place.cloud().state.tokens.keys()])
    expect(exported).not.toContain(secret);
});
