// A swap by attachment can be confirmed before its first change; any answer but yes cancels the run.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type ConfirmSwap,
  createMemoryStore,
  type JournalEntry,
  type MigrateVolumeParameters,
  migrateVolume,
  type PlannedSwap,
  replay,
  resumeRun,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';

let running: SimulatedCloudServer;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
afterEach(() => running.cloud.faults.clear());
afterAll(async () => await running.stop());

function attached(): { readonly id: string; readonly server: string } {
  const { id } = running.cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' });
  const server = running.cloud.world.servers['vm1'] ?? '';
  running.cloud.attach(server, id);
  return { id, server };
}

/** Swaps a volume; notes what was asked, and which changing requests had been made by then. */
async function swapped(
  answer: ConfirmSwap,
  parameters: Partial<MigrateVolumeParameters> = { swap_method: 'attachment' },
) {
  const { id, server } = attached();
  const store = createMemoryStore();
  const asked: PlannedSwap[] = [];
  const changes = () =>
    running.cloud.requests.filter(
      ({ method, path }) => method !== 'GET' && !path.endsWith('/auth/tokens') && !/attachment/.test(path),
    );
  running.cloud.requests.splice(0);
  const changedWhenAsked: number[] = [];
  const outcome = await migrateVolume(
    { resource_id: id, destination_type: 'beta', ...parameters },
    {
      ...{ cloud: running.cloudsYaml.clouds.simulated, store, pollMinMs: 5 },
      confirmSwap: (planned, signal) => {
        asked.push(planned);
        changedWhenAsked.push(changes().length);
        return answer(planned, signal);
      },
    },
  );
  const entries = (await store.read(outcome.runId)) as readonly JournalEntry[];
  expect(replay(entries).snapshot.output?.status).toBe(outcome.status);
  return { id, server, outcome, asked, changedWhenAsked, changes: changes().length };
}

test('yes: the swap takes place; it was asked once, with what it is about to do', async () => {
  const { id, server, outcome, asked } = await swapped(() => true);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap' });
  expect(outcome.volumeId).not.toBe(id);
  expect(asked).toEqual([
    {
      ...{ runId: outcome.runId, volumeId: id, serverId: server, sizeGib: 1, destinationType: 'beta' },
      projectId: expect.any(String),
    },
  ]);
});

const NOT_YES: readonly (readonly [string, ConfirmSwap])[] = [
  ['no', () => false],
  ['an error', () => Promise.reject(new Error('no terminal'))],
  ['something else', () => 'yes' as never],
];

describe.each(NOT_YES)('%s', (_, answer) => {
  test('the run is cancelled, and nothing was changed', async () => {
    const { id, outcome, changedWhenAsked, changes } = await swapped(answer);
    expect(outcome).toMatchObject({ status: 'CANCELLED', operation: null, volumeId: id, leftovers: [] });
    expect(changes).toBe(changedWhenAsked[0]);
    expect(
      [...running.cloud.state.users.values()].filter(({ name }) => name.includes(outcome.runId)),
    ).toEqual([]);
  });
});

test('it is asked even if the quota cannot be read', async () => {
  running.cloud.faults.http({
    ...{ match: { method: 'GET', path: /os-quota-sets/ }, status: 403, count: 99 },
    body: { forbidden: { code: 403, message: 'no' } },
  });
  const { outcome, asked } = await swapped(() => false);
  expect(asked).toHaveLength(1);
  expect(outcome.status).toBe('CANCELLED');
});

test('a swap by retype is not asked about: the volume keeps its ID', async () => {
  const { outcome, asked } = await swapped(() => false, { swap_method: 'retype' });
  expect(asked).toEqual([]);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'retype' });
});

test('a run that was left at the question and is resumed without confirmSwap is left there again', async () => {
  const { id } = attached();
  const store = createMemoryStore();
  const options = { cloud: running.cloudsYaml.clouds.simulated, store, pollMinMs: 5 };
  const leaving = new AbortController();
  const first = await migrateVolume(
    { resource_id: id, destination_type: 'beta', swap_method: 'attachment' },
    {
      ...options,
      leave: leaving.signal,
      confirmSwap: (_, signal) => {
        leaving.abort();
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(false)));
      },
    },
  );
  expect(first).toMatchObject({ status: 'UNFINISHED', warnings: [] });
  const { runId } = first;
  const again = await resumeRun(runId, options);
  expect(again).toMatchObject({
    ...{ status: 'UNFINISHED', operation: null },
    warnings: [expect.stringContaining('nobody could be asked')],
  });
  expect(running.cloud.state.volumes.get(id)?.status).toBe('in-use');
  expect(await resumeRun(runId, { ...options, confirmSwap: () => true })).toMatchObject({
    ...{ status: 'SUCCEEDED', operation: 'swap' },
  });
});
