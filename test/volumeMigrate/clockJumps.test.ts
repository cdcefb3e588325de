// Whole runs while somebody sets the clock, and while the machine sleeps.
import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../services/index.ts';
import { outcomeLines } from '../../src/cli/render.ts';
import {
  connect,
  createMemoryStore,
  migrateVolume,
  parseCloudConfig,
  parseParameters,
  resumeRun,
  timelineOf,
} from '../../src/index.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';

const HOURS_MS = 8 * 3_600_000;

/** The system's clock, with jumps of the wall and of the monotonic time at the third sleep. */
function jumping({ wallMs = 0, monotonicMs = 0 }: { wallMs?: number; monotonicMs?: number }): Clock {
  let sleeps = 0;
  const jumped = (ms: number): number => (sleeps >= 3 ? ms : 0);
  return {
    now: () => systemClock.now() + jumped(wallMs),
    monotonic: () => systemClock.monotonic() + jumped(monotonicMs),
    sleep: async (ms, signal) => {
      await systemClock.sleep(ms, signal);
      sleeps += 1;
    },
  };
}

test.each([
  ['the wall clock is set eight hours ahead', { wallMs: HOURS_MS }],
  ['the wall clock is set eight hours back', { wallMs: -HOURS_MS }],
  ['the machine sleeps for eight hours', { wallMs: HOURS_MS, monotonicMs: HOURS_MS }],
])('a healthy run continues to its end when %s, and no duration is negative', async (_, jump) => {
  await using running = await startSimulatedCloud({ stageMs: 20 });
  running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 300 });
  const store = createMemoryStore();
  const outcome = await migrateVolume(
    {
      resource_id: running.cloud.world.volumes['free1'] ?? '',
      migration_type: 'cold',
      destination_node: 'node2@tier9#alpha',
    },
    {
      cloud: running.cloudsYaml.clouds.simulated,
      store,
      clock: jumping(jump),
      pollMinMs: 20,
      limits: { stallAfterMs: 600_000, deadlineMs: 3_600_000, settleMs: 60_000 },
    },
  );
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', warnings: [], leftovers: [] });
  const { moments, phases, calls } = timelineOf(await store.read(outcome.runId));
  for (const { afterMs } of moments) expect(afterMs).toBeGreaterThanOrEqual(0);
  for (const { ms } of [...phases, ...calls]) expect(ms ?? 0).toBeGreaterThanOrEqual(0);
  const [line = ''] = outcomeLines(outcome, { paint: (_style, text) => text });
  expect(line).toMatch(/^SUCCEEDED in \d/);
});

test('a run that is resumed eight hours later gets its full time again', async () => {
  await using running = await startSimulatedCloud({ stageMs: 20 });
  running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 1_000 });
  const store = createMemoryStore();
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const parameters = parseParameters({
    resource_id: running.cloud.world.volumes['free1'] ?? '',
    migration_type: 'cold',
    destination_node: 'node2@tier9#alpha',
  });
  const limits = { stallAfterMs: 600_000, deadlineMs: 3_600_000, settleMs: 60_000 };
  const run = await startRunOn(cloud, store, parameters, {
    limits,
    onProgress: ({ state }) =>
      void (state.endsWith('watchingMigration') && setImmediate(() => run.abandon())),
  });
  await run.outcome;
  const later = {
    ...systemClock,
    now: () => systemClock.now() + HOURS_MS,
    monotonic: () => systemClock.monotonic() + HOURS_MS,
  };
  const options = { cloud: running.cloudsYaml.clouds.simulated, store, clock: later };
  const outcome = await resumeRun(run.runId, options);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'migrate', warnings: [], leftovers: [] });
});
