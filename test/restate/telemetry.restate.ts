// Workers export the runs that they drive; what a killed worker had open, the next one exports.
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkflowEntry } from '../../src/index.ts';
import { spanIdOf, traceIdOf } from '../../src/opentelemetry/index.ts';
import { migrationOrder } from '../../src/restate/index.ts';
import { type ReceivedSpan, type Receiver, startReceiver } from '../opentelemetry/receiver.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';

let receiver: Receiver;
let cluster: Cluster;
beforeAll(async () => {
  receiver = await startReceiver();
  Object.assign(process.env, { ...receiver.env, OTEL_BSP_SCHEDULE_DELAY: '10' });
  cluster = await startCluster(1);
});
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
  await cluster.close();
  await receiver.close();
});

/** Whether the records contain the end of a call. */
function hasEnded(entries: readonly WorkflowEntry[], call: string): boolean {
  const begun = entries.findIndex(({ record }) => record.kind === 'intent' && record.call === call);
  return begun >= 0 && entries.slice(begun).some(({ record }) => record.kind === 'event');
}

test('a run whose worker is killed: two traces, the second of which refers to the first, which is complete', async () => {
  const { cloud } = cluster.running;
  const { id } = cloud.addVolume({ name: 'w', type: 'alpha', project: 'demo', user: 'alice' });
  const release = cloud.faults.hold('node1@alpha', 'migrate_volume');
  const runId = randomUUID();
  const parameters = { resource_id: id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' };
  await cluster.store.submit(runId, migrationOrder(parameters));
  const report = cluster.store.report(runId, AbortSignal.timeout(280_000));
  await expect.poll(() => receiver.spans().map(({ name }) => name)).toContain('requestMigration');
  // What was exported of records that were not durable has parents that nobody exports.
  await expect.poll(async () => hasEnded(await cluster.store.read(runId), 'requestMigration')).toBe(true);
  for (const worker of cluster.workers()) await cluster.killWorker(worker);
  await cluster.addWorker();
  release();
  expect(await report).toMatchObject({ kind: 'ended', result: { status: 'SUCCEEDED' } });
  const roots = (): ReceivedSpan[] => receiver.spans().filter(({ parentSpanId }) => parentSpanId === null);
  await expect.poll(() => roots().length).toBe(2);
  const [first, second] = roots();
  expect(first).toMatchObject({ traceId: traceIdOf(runId), spanId: spanIdOf(runId, 'run', 0) });
  expect(second?.links).toEqual([{ traceId: first?.traceId, spanId: first?.spanId, as: 'resumed' }]);
  // Spans come in several batches.
  const orphans = (): ReceivedSpan[] => {
    const spans = receiver.spans().filter(({ traceId }) => traceId === first?.traceId);
    const ids = new Set(spans.map(({ spanId }) => spanId));
    return spans.filter(({ parentSpanId }) => parentSpanId !== null && !ids.has(parentSpanId));
  };
  await expect.poll(orphans).toEqual([]);
});
