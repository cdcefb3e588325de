// volume-migrate/opentelemetry in an application that has started OpenTelemetry its own way.
import { trace } from '@opentelemetry/api';
import { afterAll, expect, test } from 'vitest';
import { createMemoryStore, migrateVolume } from '../../src/index.ts';
import { createTelemetry, traceIdOf } from '../../src/opentelemetry/index.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import { startApplicationSdk } from './applicationSdk.ts';
import { startReceiver } from './receiver.ts';

const [running, receiver] = await Promise.all([startSimulatedCloud({ stageMs: 5 }), startReceiver()]);
afterAll(async () => {
  await receiver.close();
  await running.stop();
});

test('without our ID generator, the trace has the ID of the run, and links to the span that started it', async () => {
  const stop = startApplicationSdk(receiver.url);
  const volume = { name: 'v', type: 'alpha', project: 'demo', user: 'alice' };
  const { id } = running.cloud.addVolume(volume);
  const parameters = {
    resource_id: id,
    migration_type: 'migrate',
    destination_node: 'node2@alpha#alpha',
  } as const;
  const options = {
    ...{ cloud: running.cloudsYaml.clouds.simulated, store: createMemoryStore(), pollMinMs: 5 },
    hooks: createTelemetry(),
  };
  const { runId } = await trace.getTracer('application').startActiveSpan('caller', async (span) => {
    return await migrateVolume(parameters, options).finally(() => span.end());
  });
  // Hooks are called a moment later.
  await new Promise((resolve) => setImmediate(resolve));
  await stop();
  const spans = receiver.spans();
  const caller = spans.find(({ name }) => name === 'caller');
  const own = spans.filter(({ traceId }) => traceId === traceIdOf(runId));
  const run = own.find(({ name }) => name === 'run volumeMigrate');
  expect(own.length).toBe(spans.length - 1);
  expect(run?.links).toEqual([{ traceId: caller?.traceId, spanId: caller?.spanId, as: 'caller' }]);
  const ids = new Set(own.map(({ spanId }) => spanId));
  const orphans = own.filter(({ parentSpanId }) => !ids.has(parentSpanId ?? ''));
  expect(orphans.map(({ name }) => name)).toEqual(['run volumeMigrate']);
});
