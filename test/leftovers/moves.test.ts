// Moves that Cinder is making: those that no process follows are listed, with who can go on with them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore, giveUpRun, parseParameters } from '../../src/index.ts';
import { findLeftovers } from '../../src/leftovers/findLeftovers.ts';
import { type OnCloudOptions, startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { openPlace, type Place } from './cloud.ts';

let place: Place;
let release: () => void;
beforeEach(async () => {
  place = await openPlace();
  release = place.running.cloud.faults.hold('node1@alpha', 'migrate_volume');
});
afterEach(async () => {
  release();
  await place.running.stop();
});

const volume = (): string =>
  place.running.cloud.addVolume({ name: 'data', type: 'alpha', project: 'demo', user: 'alice' }).id;

/** A run whose move Cinder holds. */
async function moving(options: Partial<OnCloudOptions> = {}) {
  const id = volume();
  const reached = Promise.withResolvers<void>();
  const parameters = { resource_id: id, migration_type: 'cold', destination_node: 'node2@alpha#alpha' };
  const run = await startRunOn(place.cloud, place.store, parseParameters(parameters), {
    pollMinMs: 2,
    ...options,
    onProgress: ({ state, volume: seen }) => {
      if (state === 'cold.migrating.watchingMigration' && seen?.migrationStatus != null) reached.resolve();
    },
  });
  await Promise.race([reached.promise, run.outcome]);
  return { id, run };
}

test('a move that its run follows is not listed', async () => {
  const { run } = await moving();
  expect(await place.find()).toEqual([]);
  release();
  expect(await run.outcome).toMatchObject({ status: 'SUCCEEDED' });
});

test('a move whose run has no process is listed with the command that resumes the run', async () => {
  const { id, run } = await moving();
  run.abandon();
  await run.outcome;
  expect(await place.find()).toMatchObject([
    {
      ...{ kind: 'move', id, runId: run.runId, verdict: 'unfinished' },
      advice: `volume-migrate resume ${run.runId}`,
      evidence: expect.arrayContaining([expect.stringContaining('has no process that follows it')]),
      missing: ['Cinder is still moving the volume: there is nothing to remove'],
    },
  ]);
});

test('a move whose run was given up is listed with that run', async () => {
  const { id, run } = await moving();
  run.abandon();
  await run.outcome;
  await giveUpRun(run.runId, { store: place.store });
  const [found, ...others] = await place.find();
  expect(others).toEqual([]);
  expect(found).toMatchObject({ kind: 'move', id, runId: run.runId, verdict: 'moving' });
  expect(found?.evidence.at(-1)).toMatch(
    new RegExp(`^run ${run.runId}, the last one of this volume in this journal, was given up at `),
  );
  expect(found?.advice).toContain(`wait until it ends (openstack volume show ${id})`);
});

test('a move that outlasted the deadline of its run is listed with that run', async () => {
  const { id, run } = await moving({ limits: { deadlineMs: 30 } });
  expect(await run.outcome).toMatchObject({ error: { code: 'MigrationNotSeenToEnd' } });
  expect(await place.find()).toContainEqual(
    expect.objectContaining({
      ...{ kind: 'move', id, runId: run.runId, verdict: 'moving' },
      evidence: expect.arrayContaining([expect.stringContaining('ended FAILED at ')]),
    }),
  );
});

describe('a move of no run in this journal', () => {
  test.each([
    ['starting', { migrationStatus: 'starting' }],
    ['migrating', { migrationStatus: 'migrating' }],
    ['completing', { migrationStatus: 'completing' }],
    ['retyping', { status: 'retyping' }],
  ])('that is %s is started by someone else', async (_, changes) => {
    const id = volume();
    place.running.cloud.setVolume(id, changes);
    const [found] = await place.find();
    expect(found).toMatchObject({ kind: 'move', id, runId: null, verdict: 'moving' });
    expect(found?.advice).toBe(
      `started by someone else, or from another journal: wait until it ends (openstack volume show ${id})`,
    );
  });

  test.each([
    ['at rest', {}],
    ['moved earlier', { migrationStatus: 'success' }],
    ['whose move failed', { migrationStatus: 'error' }],
  ])('a volume %s is not listed', async (_, changes) => {
    place.running.cloud.setVolume(volume(), changes);
    expect(await place.find()).toEqual([]);
  });

  test('is not attributed to an earlier run that saw its own move to the end', async () => {
    release();
    const { id, run } = await moving();
    expect(await run.outcome).toMatchObject({ status: 'SUCCEEDED' });
    place.running.cloud.setVolume(id, { migrationStatus: 'migrating' });
    expect(await place.find()).toMatchObject([{ kind: 'move', id, runId: null }]);
  });

  test('nor to a run of another journal', async () => {
    const { id, run } = await moving();
    run.abandon();
    await run.outcome;
    const { found } = await findLeftovers(place.cloud, createMemoryStore());
    expect(found).toMatchObject([{ kind: 'move', id, runId: null, verdict: 'moving' }]);
  });
});
