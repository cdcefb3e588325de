// A destination volume that somebody has used while no process drove its run is neither filled nor deleted.

import { afterEach, expect, test } from 'vitest';
import { RUN_MARK } from '../../machines/runMark.ts';
import { connect, parseCloudConfig } from '../../services/index.ts';
import { createMemoryStore, type Progress, resumeRun } from '../../src/index.ts';
import {
  createVirtualClock,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';
import { parseParameters } from '../../src/volumeMigrate/parameters.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';

let running: SimulatedCloudServer;
afterEach(async () => await running.stop());

const DAY_MS = 86_400_000;

/** A swap that was stopped in a given state, and its destination volume. */
async function stoppedIn(state: string, bootable = false) {
  const time = createVirtualClock();
  running = await startSimulatedCloud({ stageMs: 200, clock: time });
  const { id } = running.cloud.addVolume({
    name: 'v',
    type: 'alpha',
    project: 'demo',
    user: 'alice',
    bootable,
  });
  running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  const journal = createMemoryStore();
  const options = {
    clock: {
      now: time.now,
      monotonic: time.now,
      sleep: async (ms: number): Promise<void> => time.advance(ms),
    },
    pollMinMs: 500,
  };
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const stop = (progress: Progress): void => void (progress.state.endsWith(state) && run.abandon());
  const run = await startRunOn(
    cloud,
    journal,
    parseParameters({ resource_id: id, destination_type: 'beta', swap_method: 'attachment' }),
    { ...options, onProgress: stop },
  );
  await run.outcome;
  const destinationId =
    [...running.cloud.state.volumes.values()].find(({ metadata }) => RUN_MARK in metadata)?.id ?? '';
  time.advance(DAY_MS);
  const resume = async () =>
    await resumeRun(run.runId, { ...options, store: journal, cloud: running.cloudsYaml.clouds.simulated });
  return { id, destinationId, time, resume };
}

/** The owner attaches a volume to the other server, writes to it, and detaches it. */
async function useVolume(volumeId: string, advance: (ms: number) => void): Promise<void> {
  const owner = await connect(parseCloudConfig(running.cloudFor('alice', 'demo')));
  const path = `/servers/${running.cloud.world.servers['vm2'] ?? ''}/os-volume_attachments`;
  const body = { volumeAttachment: { volumeId } };
  await owner.request({ service: 'compute', method: 'POST', path, body, expected: [200] });
  advance(60_000);
  running.cloud.writeData(volumeId, "the owner's own");
  await owner.request({ service: 'compute', method: 'DELETE', path: `${path}/${volumeId}`, expected: [202] });
  advance(60_000);
}

test('nobody has used it: the run continues a day later', async () => {
  const { id, destinationId, resume } = await stoppedIn('swappingVolume', true);
  expect(await resume()).toMatchObject({ status: 'SUCCEEDED', volumeId: destinationId, leftovers: [] });
  expect(running.cloud.state.volumes.has(id)).toBe(false);
});

test.each([
  ['before the swap', 'copyingAttributes', false],
  ['before attributes are carried over', 'copyingAttributes', true],
  ['where it was still being made', 'watchingDestinationVolume', false],
])('somebody has used it %s: the run ends, and leaves both volumes as they are', async (_when, state, bootable) => {
  const { id, destinationId, time, resume } = await stoppedIn(state, bootable);
  await useVolume(destinationId, time.advance);
  const before = structuredClone(running.cloud.state.volumes.get(destinationId));
  const outcome = await resume();
  expect(outcome).toMatchObject({
    status: 'FAILED',
    error: { code: 'DestinationChanged' },
    leftovers: [
      { kind: 'volume', id: destinationId, why: expect.stringContaining('someone may be using it') },
    ],
  });
  expect(running.cloud.data(destinationId)).toBe("the owner's own");
  expect(running.cloud.state.volumes.get(destinationId)).toEqual(before);
  expect(running.cloud.state.volumes.get(id)).toMatchObject({ status: 'in-use' });
});

test.each([
  'watchingSwap',
  'verifyingSwap',
  'deletingSourceVolume',
])('a run that was left in %s deletes a source that nobody has used since', async (state) => {
  const { id, destinationId, resume } = await stoppedIn(state);
  expect(await resume()).toMatchObject({ status: 'SUCCEEDED', volumeId: destinationId, leftovers: [] });
  expect(running.cloud.state.volumes.has(id)).toBe(false);
});

test.each([
  'watchingSwap',
  'verifyingSwap',
  'deletingSourceVolume',
])('a run that was left in %s keeps a source that somebody has used since', async (state) => {
  const { id, destinationId, time, resume } = await stoppedIn(state);
  await useVolume(id, time.advance);
  expect(await resume()).toMatchObject({
    status: 'SUCCEEDED',
    volumeId: destinationId,
    leftovers: [{ kind: 'volume', id, why: expect.stringContaining('someone may be using it') }],
  });
  expect(running.cloud.data(id)).toBe("the owner's own");
  expect(running.cloud.state.volumes.get(id)).toMatchObject({ status: 'available' });
});

test('a volume in use when the run is resumed ends the run at once, and stays as it is', async () => {
  const { id, destinationId, resume } = await stoppedIn('watchingDestinationVolume');
  running.cloud.attach(running.cloud.world.servers['vm2'] ?? '', destinationId);
  expect(await resume()).toMatchObject({
    status: 'FAILED',
    error: { code: 'DestinationVolumeTaken', reasons: ['its status is in-use, its migration_status none'] },
    leftovers: [{ kind: 'volume', id: destinationId, why: expect.stringContaining('someone else has used') }],
  });
  expect(running.cloud.state.volumes.get(destinationId)).toMatchObject({ status: 'in-use' });
  expect(running.cloud.state.volumes.get(id)).toMatchObject({ status: 'in-use' });
});
