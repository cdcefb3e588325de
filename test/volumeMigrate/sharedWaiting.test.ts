// Many runs in one process, from their start to their end, which share the lists of what moves.
import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { type JournalEntry, parseParameters } from '../../src/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { startVirtualCloud, type VirtualCloud } from '../services/virtualCloud.ts';

let world: VirtualCloud;
afterEach(() => world?.stop());

const COPY_MS = 90_000;
const RUNS = 12;

async function migrateMany(count: number) {
  const store = createMemoryStore();
  const started = Array.from({ length: count }, (_, nth) => {
    const seed = { name: `many${nth}`, type: 'alpha', project: 'demo', user: 'alice' };
    const parameters = parseParameters({
      resource_id: world.simulated.addVolume(seed).id,
      migration_type: 'cold',
      destination_node: 'node2@tier9#alpha',
    });
    return startRunOn(world.cloud.forRun(randomUUID()), store, parameters, { clock: world.clock });
  });
  const runs = await Promise.all(started);
  await world.pass(2 * COPY_MS);
  const outcomes = await Promise.all(runs.map(({ outcome }) => outcome));
  const entries = await Promise.all(runs.map(({ runId }) => store.read(runId)));
  return { outcomes, entries };
}

const isList = (path: string): boolean => decodeURIComponent(path).includes('migration_status~=ing');

const requestsOf = (entries: readonly JournalEntry[]) =>
  entries.flatMap(({ record }) => (record.kind === 'request' ? [record.request] : []));

/** The states of a run's volume, in the order in which they were recorded. */
const statesOf = (entries: readonly JournalEntry[]): string[] =>
  entries.flatMap(({ record }) => {
    const { event } = record as { event?: { type: string; volume?: { migrationStatus: string | null } } };
    return event?.type === 'volume.seen' ? [String(event.volume?.migrationStatus)] : [];
  });

const start = async () => {
  world = await startVirtualCloud({ gibPerSecond: 1_000 / COPY_MS, stageMs: 2_000 });
};

test('every run succeeds, and sees of its volume what a single run sees', async () => {
  await start();
  const single = await migrateMany(1);
  const many = await migrateMany(RUNS);
  for (const { status } of many.outcomes) expect(status).toBe('SUCCEEDED');
  const alone = statesOf(single.entries[0] ?? []);
  expect(alone).toContain('migrating');
  for (const entries of many.entries) expect(statesOf(entries)).toEqual(alone);
});

test('a run records the list that showed a change, and no other', async () => {
  await start();
  const { entries } = await migrateMany(RUNS);
  const ofCloud = world.simulated.requests.filter(({ query }) => isList(query));
  expect(ofCloud.length).toBeGreaterThan(20);
  for (const each of entries) {
    const lists = requestsOf(each).filter(({ call, path }) => call === 'watchVolume' && isList(path));
    expect(lists.length).toBeGreaterThan(0);
    expect(lists.length).toBeLessThan(statesOf(each).length);
    const ids = ofCloud.map(({ requestId }) => requestId);
    for (const { requestId } of lists) expect(ids).toContain(requestId);
  }
});
