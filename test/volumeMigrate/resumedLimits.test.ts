// A resumed run waits as long as the process that resumes it says; its recorded limits stay.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Limits, WatchLimits } from '../../machines/types.ts';
import { connect, parseCloudConfig } from '../../services/index.ts';
import { createMemoryStore, resumeRun } from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { replay } from '../../src/volumeMigrate/definition.ts';
import { parseParameters } from '../../src/volumeMigrate/parameters.ts';
import type { JournalEntry } from '../../src/volumeMigrate/records.ts';
import { withOwnLimits } from '../../src/volumeMigrate/resumedLimits.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';

let running: SimulatedCloudServer;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
afterAll(async () => await running.stop());

/** A migration that takes long, stopped while Cinder moves the data. */
async function stopped(limits?: Limits) {
  running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 60_000 });
  const { id } = running.cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' });
  const store = createMemoryStore();
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const parameters = { resource_id: id, migration_type: 'cold', destination_node: 'node2@alpha#alpha' };
  const run = await startRunOn(cloud, store, parseParameters(parameters), {
    pollMinMs: 5,
    ...(limits === undefined ? {} : { limits }),
    onProgress: ({ state, isChange }) =>
      void (isChange && state.endsWith('watchingMigration') && run.abandon()),
  });
  await run.outcome;
  return { store, runId: run.runId, cloud: running.cloudsYaml.clouds.simulated };
}

test.each([
  undefined,
  { deadlineMs: 3_600_000 },
])('a shorter deadline ends it (recorded: %j)', async (limits) => {
  const { runId, ...place } = await stopped(limits);
  const outcome = await resumeRun(runId, { ...place, pollMinMs: 5, limits: { deadlineMs: 300 } });
  expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'MigrationNotSeenToEnd' } });
  const { input } = replay((await place.store.read(runId)) as readonly JournalEntry[]);
  expect(input.limits).toEqual(limits);
});

test('invalid limits are refused before the run is resumed', async () => {
  const { runId, ...place } = await stopped();
  const before = await place.store.read(runId);
  await expect(resumeRun(runId, { ...place, limits: { deadlineMs: -1 } })).rejects.toThrow(
    'limits.deadlineMs: expected more than 0 milliseconds',
  );
  expect(await place.store.read(runId)).toEqual(before);
});

describe('the limits of each wait', () => {
  const MINUTE = 60_000;
  const copy: WatchLimits = { stallAfterMs: 31 * MINUTE, deadlineMs: 124 * MINUTE };
  const settle: WatchLimits = { stallAfterMs: MINUTE, deadlineMs: MINUTE };
  const settling: WatchLimits = { stallAfterMs: MINUTE / 4, deadlineMs: 124 * MINUTE };
  test.each([
    ['nothing given', 'watchVolume', copy, {}, {}, copy],
    ['a deadline', 'watchVolume', copy, {}, { deadlineMs: 5 }, { ...copy, deadlineMs: 5 }],
    ['a stall', 'watchSwap', copy, {}, { stallAfterMs: 5 }, { stallAfterMs: 5, deadlineMs: 20 }],
    [
      'a stall, with a recorded deadline',
      'watchVolume',
      { ...copy, deadlineMs: 99 },
      { deadlineMs: 99 },
      { stallAfterMs: 5 },
      { stallAfterMs: 5, deadlineMs: 99 },
    ],
    ['what takes a moment', 'watchSourceCopies', settle, {}, { stallAfterMs: 5, deadlineMs: 5 }, settle],
    [
      'the end of an in-use move',
      'watchMove',
      settling,
      {},
      { stallAfterMs: 5, deadlineMs: 7 },
      { ...settling, deadlineMs: 7 },
    ],
  ] as const)('%s', (_, name, asked, recorded, own, expected) => {
    const seen: unknown[] = [];
    const asking = {
      call: () => Promise.reject(new Error('no call is made')),
      watch: (watch: string, input: unknown) => void seen.push(watch, input),
    };
    withOwnLimits(asking, recorded, own).watch(name, { limits: asked }, () => {}, AbortSignal.abort());
    expect(seen).toEqual([name, { limits: expected }]);
  });
});
