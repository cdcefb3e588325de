// Image metadata of more than 255 characters: whether a second volume can have it depends on Cinder's release.
import { expect, test } from 'vitest';
import { createMemoryStore, migrateVolume } from '../../src/index.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';

const imageMetadata = { img_signature: 'a signature '.repeat(30) };

test.each([
  ['zed', 'retype'],
  ['2025.1', 'swap'],
] as const)('on %s "auto" does a %s', async (release, did) => {
  await using running = await startSimulatedCloud({ stageMs: 5, release, nova: { guard: false } });
  const { cloud } = running;
  const id = cloud.world.volumes['data1'] ?? '';
  cloud.setVolume(id, { imageMetadata });
  const outcome = await migrateVolume(
    { resource_id: id, destination_type: 'beta' },
    { cloud: running.cloudFor('admin', 'admin'), store: createMemoryStore(), pollMinMs: 10 },
  );
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: did, leftovers: [] });
  expect(cloud.state.volumes.get(outcome.volumeId)).toMatchObject({ imageMetadata });
});
