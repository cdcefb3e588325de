// Canaries: the values of a volume's metadata reach its new volume, and nothing that is recorded, printed or shown.
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createMemoryStore,
  exportedRun,
  importedRun,
  migrateVolume,
  replay,
  timelineOf,
} from '../src/index.ts';
import { offlinePage } from '../src/inspector/page.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../src/simulator/index.ts';

const VALUE = 'canary-metadata-value';
const IMAGE_VALUE = 'canary-image-value';
const PAGE = '<!doctype html><html><head><!--run--></head><body></body></html>';

let running: SimulatedCloudServer;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
beforeEach(() => running.cloud.faults.clear());
afterAll(async () => await running.stop());

function attached(): string {
  const { cloud } = running;
  const { id } = cloud.addVolume({
    ...{ name: 'canary', type: 'alpha', project: 'demo', user: 'alice' },
    metadata: { password: VALUE },
    imageMetadata: { os_admin: IMAGE_VALUE },
  });
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  return id;
}

/** Migrates, and returns everything that anybody may read of the run. */
async function migrate(changes: object) {
  const journal = createMemoryStore();
  const told: unknown[] = [];
  const outcome = await migrateVolume(
    { resource_id: attached(), destination_type: 'beta', ...changes },
    {
      store: journal,
      cloud: running.cloudsYaml.clouds.simulated,
      pollMinMs: 5,
      onProgress: (progress) => told.push(progress),
      inspect: (event) => {
        if (event.type === '@xstate.event') told.push(event.event);
        if (event.type === '@xstate.snapshot') told.push((event.snapshot as { context?: unknown }).context);
      },
    },
  );
  const entries = await journal.read(outcome.runId);
  const timeline = timelineOf(entries);
  const exported = exportedRun(entries);
  const everything = [
    exported,
    offlinePage(PAGE, timeline),
    ...[entries, timeline, outcome, told].flatMap((value) => [
      JSON.stringify(value),
      inspect(value, { depth: 12 }),
    ]),
  ].join('\n');
  return { outcome, exported, everything };
}

test.each([
  ['a swap by attachment', { swap_method: 'attachment' }],
  ['an in-use retype', { swap_method: 'retype' }],
])('%s carries the values over and records none of them; the keys are shown', async (_, changes) => {
  const { outcome, exported, everything } = await migrate(changes);
  expect(outcome.status).toBe('SUCCEEDED');
  expect(running.cloud.state.volumes.get(outcome.volumeId)).toMatchObject({
    metadata: { password: VALUE },
    imageMetadata: { os_admin: IMAGE_VALUE },
  });
  for (const key of ['password', 'os_admin']) expect(everything).toContain(key);
  for (const value of [VALUE, IMAGE_VALUE]) expect(everything).not.toContain(value);
  expect(replay(importedRun(exported)).snapshot.status).toBe('done');
});

// The way Cinder's validation quotes what it rejects: cinder/api/validation/validators.py.
test.each([
  ['the destination volume', /\/volumes$/, VALUE],
  ["the image's metadata", /\/action$/, IMAGE_VALUE],
])('a refusal of %s that quotes a value is shown without it', async (_, path, value) => {
  const body = { badRequest: { code: 400, message: `Invalid input. Value: {'a': '${value}'}. too long` } };
  running.cloud.faults.http({ match: { method: 'POST', path }, count: 3, status: 400, body });
  const { outcome, everything } = await migrate({ swap_method: 'attachment' });
  expect(outcome.status).toBe('FAILED');
  expect(outcome.error?.message).toContain("Value: {'a': '[redacted]'}. too long");
  expect(everything).not.toContain(value);
});
