// A run whose process dies after any record is gone on with by another, and ends as if nothing had happened.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  connect,
  createActors,
  type MigrateVolumeParameters,
  type Outcome,
  parseCloudConfig,
  parseParameters,
  startRun,
} from '../../src/index.ts';
import { createJournal } from '../../src/journal/journal.ts';
import { createMemoryStore } from '../../src/journal/memoryStore.ts';
import type { Entry } from '../../src/journal/records.ts';
import { replay } from '../../src/journal/replay.ts';
import type { JournalStore } from '../../src/journal/store.ts';
import { continueRun } from '../../src/run/continueRun.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';

interface Course {
  readonly title: string;
  readonly attached: boolean;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
}

const courses: readonly Course[] = [
  {
    title: 'a cold migration',
    attached: false,
    parameters: { migration_type: 'cold', destination_node: 'node2@alpha#alpha' },
  },
  {
    title: 'a cold retype',
    attached: false,
    parameters: { migration_type: 'cold', destination_type: 'beta' },
  },
  {
    title: 'a retype that fails',
    attached: false,
    parameters: { migration_type: 'cold', destination_type: 'nowhere' },
  },
  {
    title: 'a swap by attachment',
    attached: true,
    parameters: { destination_type: 'beta', swap_method: 'attachment' },
  },
  {
    title: 'a swap by retype',
    attached: true,
    parameters: { destination_type: 'beta', swap_method: 'retype' },
  },
  {
    title: 'a swap whose volume cannot be made',
    attached: true,
    parameters: { destination_type: 'nowhere', swap_method: 'attachment' },
  },
];

const PACE = { pollMinMs: 2, pollMaxMs: 10 };

async function open(course: Course) {
  const running = await startSimulatedCloud({ stageMs: 4, gibPerSecond: 1000 });
  const id = running.cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' }).id;
  if (course.attached) running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  return { running, id };
}

/** A store whose process dies when it has written so many records: nothing more is written, and nothing answers. */
function dyingStore(
  store: JournalStore,
  afterRecords: number,
): { store: JournalStore; death: Promise<void> } {
  const { promise: death, resolve: die } = Promise.withResolvers<void>();
  let left = afterRecords;
  const commit: JournalStore['commit'] = async ({ entries, states }) => {
    await store.commit({ entries: entries.slice(0, left), states });
    left -= entries.length;
    if (left > 0) return;
    die();
    await new Promise(() => {});
  };
  return { store: { ...store, commit }, death };
}

async function start(running: SimulatedCloudServer, id: string, course: Course, store: JournalStore) {
  const journal = createJournal(store);
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const actors = createActors(cloud, { ...PACE, journal });
  return startRun(parseParameters({ resource_id: id, ...course.parameters }), actors, {
    runId: cloud.runId,
    journal,
  });
}

async function resume(
  running: SimulatedCloudServer,
  entries: readonly Entry[],
  store: JournalStore,
): Promise<Outcome> {
  const journal = createJournal(store);
  const [{ runId }] = entries as [Entry];
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated), { runId });
  return await continueRun(entries, (unanswered) => createActors(cloud, { ...PACE, journal, unanswered }), {
    journal,
  }).outcome;
}

/** What the cloud is left with, whoever did it. */
function stateOf({ cloud }: SimulatedCloudServer, outcome: Outcome) {
  const { volumes, users, grants } = cloud.state as unknown as {
    volumes: Map<string, { status: string }>;
    users: Map<string, unknown>;
    grants?: unknown;
  };
  return {
    volumes: volumes.size,
    users: users.size,
    grants: JSON.stringify(grants ?? null).length,
    status: volumes.get(outcome.volumeId)?.status,
    data: cloud.data(outcome.volumeId),
  };
}

/** Changing calls that had an effect, by kind. */
function effects({ cloud }: SimulatedCloudServer): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path, status, body } of cloud.requests) {
    if (method === 'GET' || path.endsWith('/auth/tokens') || status === null || status >= 300) continue;
    const action = path.endsWith('/action') ? Object.keys(body as object)[0] : '';
    const kind = `${method} ${path.replace(/[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/g, '*')} ${action}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

const comparable = ({
  runId: _,
  startedAt: __,
  endedAt: ___,
  volumeId,
  sourceVolumeId,
  leftovers,
  warnings,
  error,
  ...rest
}: Outcome) => ({
  ...rest,
  warnings: warnings.map((warning) => warning.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')),
  moved: volumeId !== sourceVolumeId,
  leftovers: leftovers.length,
  error: error?.code,
});

async function undisturbed(course: Course) {
  const { running, id } = await open(course);
  const store = createMemoryStore();
  const run = await start(running, id, course, store);
  const outcome = await run.outcome;
  const entries = await store.read(run.runId);
  const result = {
    outcome,
    records: entries.length,
    effects: effects(running),
    state: stateOf(running, outcome),
  };
  expect(replay(entries).snapshot.output).toMatchObject({
    status: outcome.status,
    volumeId: outcome.volumeId,
  });
  await running.stop();
  return result;
}

describe.each(courses)('$title', (course) => {
  test('is gone on with after every record', { timeout: 60_000 }, async () => {
    const whole = await undisturbed(course);
    for (let records = 1; records < whole.records; records += 1) {
      const { running, id } = await open(course);
      const kept = createMemoryStore();
      const { store, death } = dyingStore(kept, records);
      const run = await start(running, id, course, store);
      await Promise.race([death, run.outcome]);
      // The call under way, if any, reaches the cloud.
      await sleep(15);
      run.abandon();
      const entries = await kept.read(run.runId);
      if (entries.at(-1)?.record.kind === 'ended') continue;
      const outcome = await resume(running, entries, kept);
      const at = `killed after record ${records} (${JSON.stringify(entries.at(-1)?.record).slice(0, 120)})`;
      expect(comparable(outcome), at).toEqual(comparable(whole.outcome));
      expect(stateOf(running, outcome), at).toMatchObject({
        volumes: whole.state.volumes,
        users: whole.state.users,
        status: whole.state.status,
      });
      const did = effects(running);
      for (const [kind, count] of Object.entries(whole.effects))
        expect(did[kind] ?? 0, `${at}: ${kind}`).toBeLessThanOrEqual(count);
      expect(replay(await kept.read(run.runId)).snapshot.output, at).toMatchObject({
        status: outcome.status,
      });
      await running.stop();
    }
  });
});
