// The traces of a run whose process was killed: that of the killed process, and that of the one that resumed the run.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { type Outcome, replay } from '../../src/index.ts';
import { createRunIdGenerator, exportRun, spanIdOf, traceIdOf } from '../../src/opentelemetry/index.ts';
import { INHERITED, SOURCE } from '../cli/command.ts';
import { PATIENCE } from '../cli/started.ts';
import { startApplicationSdk } from './applicationSdk.ts';
import { tracedPlace } from './place.ts';
import type { ReceivedSpan } from './receiver.ts';
import { startReceiver } from './receiver.ts';

const place = tracedPlace();
const PHASE = 'cold.migrating';

// Kills the command, from its sources, once Cinder moves the volume and the receiver has the spans of what came before.
async function killedRun(): Promise<string> {
  const args = [
    'run',
    place.detached(),
    '--migration-type',
    'cold',
    '--destination-node',
    'node2@alpha#alpha',
  ];
  const child = spawn(process.execPath, [SOURCE, ...args], {
    env: {
      ...{ ...INHERITED, ...place.receiver().env, OTEL_BSP_SCHEDULE_DELAY: '10' },
      ...{ XDG_STATE_HOME: place.folder(), OS_CLOUD: 'simulated' },
      OS_CLIENT_CONFIG_FILE: join(place.folder(), 'clouds.yaml'),
    },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const names = (): string[] =>
    place
      .receiver()
      .spans()
      .map(({ name }) => name);
  await expect.poll(names, PATIENCE).toContain('requestMigration');
  child.kill('SIGKILL');
  await ended;
  return String(place.receiver().spans()[0]?.attributes['volume_migrate.run.id']);
}

const nameOf = ({ name }: ReceivedSpan): string => name;

test('a killed and resumed run: the killed process’s trace is completed, and the new trace refers to it', async () => {
  const release = place.cloud().faults.hold('node1@alpha', 'migrate_volume');
  const runId = await killedRun();
  const before = place.trace(traceIdOf(runId)).map(nameOf);
  expect(before.filter((name) => [PHASE, 'run volumeMigrate'].includes(name))).toEqual([]);
  release();
  const { stdout } = await place.command('resume', runId, '--json', '--quiet');
  expect((JSON.parse(stdout) as Outcome).status).toBe('SUCCEEDED');
  const first = place.trace(traceIdOf(runId));
  const root = first.find(({ parentSpanId }) => parentSpanId === null);
  expect(root).toMatchObject({
    spanId: spanIdOf(runId, 'run', 0),
    name: 'run volumeMigrate',
    isError: false,
  });
  expect(root?.attributes['volume_migrate.outcome']).toBe('UNFINISHED');
  // Every span of the killed process has its parent.
  const ids = new Set(first.map(({ spanId }) => spanId));
  expect(first.filter(({ parentSpanId }) => parentSpanId !== null && !ids.has(parentSpanId))).toEqual([]);
  const resumedAt = (await place.entries(runId)).find(({ record }) => record.kind === 'resumed');
  const second = place.trace(traceIdOf(runId, resumedAt?.n));
  const resumed = second.find(({ parentSpanId }) => parentSpanId === null);
  expect(resumed?.links).toEqual([{ traceId: root?.traceId, spanId: root?.spanId, as: 'resumed' }]);
  expect(resumed?.attributes['volume_migrate.outcome']).toBe('SUCCEEDED');
  expect(second.map(nameOf)).toContain(PHASE);
  const retried = place
    .receiver()
    .points()
    .filter(({ metric }) => metric === 'volume_migrate.runs');
  expect(retried.map(({ value }) => value)).toEqual([1]);
});

test('the journal gives the same spans again, to the last ID, time and attribute', async () => {
  const runId = String(place.receiver().spans()[0]?.attributes['volume_migrate.run.id']);
  const again = await startReceiver();
  const stop = startApplicationSdk(again.url, { idGenerator: createRunIdGenerator() });
  exportRun(replay(await place.entries(runId)).steps);
  await stop();
  const byId = (spans: readonly ReceivedSpan[]) => spans.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
  // The killed process may have had no time to export its last spans.
  const live = byId(place.receiver().spans());
  const replayed = byId(again.spans());
  const known = new Set(live.map(({ spanId }) => spanId));
  expect(replayed.filter(({ spanId }) => known.has(spanId))).toEqual(live);
  expect(live.length).toBeGreaterThan(20);
  await again.close();
});

test('a process that leaves a run in order, and the one that resumes it, export the same span', async () => {
  const release = place.cloud().faults.hold('node1@alpha', 'migrate_volume');
  const id = place.detached();
  const args = ['run', id, '--migration-type', 'cold', '--destination-node', 'node2@alpha#alpha'];
  const { runId } = JSON.parse((await place.command(...args, '--no-wait', '--json', '-q')).stdout) as Outcome;
  release();
  await place.command('resume', runId, '--quiet');
  const roots = place.trace(traceIdOf(runId)).filter(({ parentSpanId }) => parentSpanId === null);
  expect(roots[0]).toEqual(roots[1]);
  expect(roots.map(({ attributes }) => attributes['volume_migrate.outcome'])).toEqual([
    ...['UNFINISHED', 'UNFINISHED'],
  ]);
});
