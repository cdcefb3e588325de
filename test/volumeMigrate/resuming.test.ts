// Who may resume a run, and how one is given up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, parseCloudConfig } from '../../services/index.ts';
import { entryAfter } from '../../src/engine/records.ts';
import {
  createMemoryStore,
  giveUpRun,
  type JournalEntry,
  type JournalRecord,
  migrateVolume,
  type Progress,
  resumeRun,
} from '../../src/index.ts';
import { defaultWorld, type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { parseParameters } from '../../src/volumeMigrate/parameters.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';

let running: SimulatedCloudServer;
beforeAll(async () => {
  const seed = defaultWorld();
  seed.users.push({ name: 'colleague', password: 'canary', roles: { admin: ['admin'] } });
  running = await startSimulatedCloud({ stageMs: 5, seed });
});
afterAll(async () => await running.stop());

/** A swap that was stopped at once in a given state. */
async function stoppedIn(state: string) {
  const { id } = running.cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' });
  running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  const journal = createMemoryStore();
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const parameters = { resource_id: id, destination_type: 'beta', swap_method: 'attachment' } as const;
  const stop = (progress: Progress): void =>
    void (progress.state.endsWith(state) && setImmediate(() => run.abandon()));
  const run = await startRunOn(cloud, journal, parseParameters(parameters), {
    pollMinMs: 5,
    onProgress: stop,
  });
  await run.outcome;
  return { id, journal, runId: run.runId, parameters };
}

test('another user who resumes a run is refused, and nothing changes', async () => {
  const { journal, runId } = await stoppedIn('watchingDestinationVolume');
  const before = await journal.read(runId);
  const other = running.cloudFor('alice', 'demo');
  await expect(resumeRun(runId, { store: journal, cloud: other })).rejects.toThrow(
    `run ${runId} was started by user admin in project admin, but you are signed in as user alice in project demo. A user with less access could mistake existing resources for deleted ones; use --as-other-user (asOtherUser) to override`,
  );
  expect(await journal.read(runId)).toEqual(before);
});

test('another user may resume it if allowed explicitly', async () => {
  const { journal, runId } = await stoppedIn('watchingDestinationVolume');
  const cloud = running.cloudFor('colleague', 'admin');
  const outcome = await resumeRun(runId, { store: journal, cloud, asOtherUser: true, pollMinMs: 5 });
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
});

test('giving up a run reports what it may have left, and changes nothing in the cloud', async () => {
  const { journal, runId, id } = await stoppedIn('watchingDestinationVolume');
  running.cloud.requests.splice(0);
  const given = await giveUpRun(runId, { store: journal, why: 'tired' });
  // The reading that was under way may have ended.
  expect(running.cloud.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(given).toMatchObject({ runId, doubt: null });
  expect(given.leftovers.map(({ kind }) => kind).toSorted()).toEqual(['user', 'volume']);
  expect(given.leftovers.map(({ id: left }) => left)).not.toContain(id);
  const [summary] = await journal.list();
  expect(summary).toMatchObject({ status: null, endedAt: expect.any(String), holder: null });
  await expect(giveUpRun(runId, { store: journal })).rejects.toThrow(`run ${runId} has already ended`);
});

test('a run whose records do not fit can be given up, and the doubt is named', async () => {
  const { journal, runId } = await stoppedIn('watchingDestinationVolume');
  const read: typeof journal.read = async (id) =>
    (await journal.read(id)).map((entry) =>
      entry.n === 2 ? { ...entry, at: '2020-01-01T00:00:00.000Z' } : entry,
    );
  const given = await giveUpRun(runId, { store: { ...journal, read } });
  expect(given).toEqual({
    runId,
    operation: null,
    leftovers: [],
    doubt: expect.stringMatching(/^record 2: its digest does not match/),
  });
});

test('a run that is being driven cannot be given up', async () => {
  const { id } = running.cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' });
  const journal = createMemoryStore();
  const refused: Promise<unknown>[] = [];
  const outcome = await migrateVolume(
    { resource_id: id, migration_type: 'cold', destination_type: 'beta' },
    {
      cloud: running.cloudsYaml.clouds.simulated,
      store: journal,
      pollMinMs: 5,
      onProgress: ({ runId, state }) => {
        if (state === 'cold.retyping.watchingRetype' && refused.length === 0)
          refused.push(giveUpRun(runId, { store: journal }).catch((error: unknown) => error));
      },
    },
  );
  expect(outcome.status).toBe('SUCCEEDED');
  const { runId } = outcome;
  expect(await refused[0]).toMatchObject({
    ...{ code: 'RunHeld', runId },
    message: expect.stringMatching(`^run ${runId} is already being driven by process ${process.pid} on `),
  });
});

/** The same records, as another machine would have written them. */
function begunByAnother(
  entries: readonly JournalEntry[],
  change: (record: JournalRecord) => JournalRecord,
): JournalEntry[] {
  const [first, ...others] = entries.map(({ record }) => record);
  const beginning = { ...first, machine: { version: '0', fingerprint: 'another-machine' } } as JournalRecord;
  const { runId, at } = entries[0] as JournalEntry;
  const written: JournalEntry[] = [];
  for (const record of [beginning, ...others.map(change)])
    written.push(entryAfter(written.at(-1) ?? null, runId, at, record));
  return written;
}

async function storeWith(entries: readonly JournalEntry[]) {
  const store = createMemoryStore();
  await store.commit({ entries, states: new Map() });
  return store;
}

test('a run of another machine is resumed if its records fit', async () => {
  const { journal, runId } = await stoppedIn('watchingDestinationVolume');
  const store = await storeWith(begunByAnother(await journal.read(runId), (record) => record));
  const cloud = running.cloudsYaml.clouds.simulated;
  expect(await resumeRun(runId, { store, cloud, pollMinMs: 5 })).toMatchObject({
    status: 'SUCCEEDED',
  });
});

test('one whose records do not fit is refused: the error names the first that does not, and says that the machine is another', async () => {
  const { journal, runId } = await stoppedIn('watchingDestinationVolume');
  const entries = await journal.read(runId);
  const other = begunByAnother(entries, (record) =>
    record.kind === 'intent' && record.call === 'probeSwap' ? { ...record, call: 'listPools' } : record,
  );
  const n = entries.findIndex(({ record }) => record.kind === 'intent' && record.call === 'probeSwap');
  running.cloud.requests.splice(0);
  const resuming = resumeRun(runId, {
    store: await storeWith(other),
    cloud: running.cloudsYaml.clouds.simulated,
  });
  await expect(resuming).rejects.toThrow(
    new RegExp(
      `^record ${n}: the machine does not call listPools in swap.probingSwap; the run was started by machine version 0 \\(another-\\), this is version 2 \\(\\S{8}\\)$`,
    ),
  );
  expect(running.cloud.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
    '/v3/auth/tokens',
  ]);
});
