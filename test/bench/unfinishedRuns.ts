// A store of many runs whose process died while Cinder was moving their volumes, and their cloud.
import { randomUUID } from 'node:crypto';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { entryAfter } from '../../src/engine/records.ts';
import {
  connect,
  type JournalEntry,
  openSqliteStore,
  parseCloudConfig,
  parseParameters,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';

const NEVER_GIB_PER_SECOND = 1e-6;
const BATCH_RUNS = 200;

/** A cloud whose copies do not end. */
export const openSlowCloud = (): Promise<SimulatedCloudServer> =>
  startSimulatedCloud({ gibPerSecond: NEVER_GIB_PER_SECOND, stageMs: 2 });

const addVolume = ({ cloud }: SimulatedCloudServer): string =>
  cloud.addVolume({ name: 'many', type: 'alpha', project: 'demo', user: 'alice' }).id;

/** Writes runs to the store's file: one is driven, the others are like it except for their IDs. */
export async function writeRuns(running: SimulatedCloudServer, file: string, count: number): Promise<void> {
  const first = await leftInTheMidst(running);
  const [{ runId, record }] = first as [JournalEntry];
  if (record.kind !== 'started') throw new Error('a run without its beginning');
  const { resourceId } = record.input.parameters;
  const store = openSqliteStore(file);
  await store.commit({ entries: first, states: new Map() });
  for (let made = 1; made < count; made += BATCH_RUNS) {
    const entries = Array.from({ length: Math.min(BATCH_RUNS, count - made) }, () => {
      const volumeId = addVolume(running);
      running.cloud.setVolume(volumeId, { status: 'maintenance', migrationStatus: 'migrating' });
      return likewise(first, { [runId]: randomUUID(), [resourceId]: volumeId });
    });
    await store.commit({ entries: entries.flat(), states: new Map() });
  }
  await store.close();
}

async function leftInTheMidst(running: SimulatedCloudServer): Promise<readonly JournalEntry[]> {
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  const store = createMemoryStore();
  const parameters = parseParameters({
    resource_id: addVolume(running),
    migration_type: 'cold',
    destination_node: 'node2@alpha#alpha',
  });
  const run = await startRunOn(cloud, store, parameters, {
    pollMinMs: 50,
    onProgress: ({ volume }) => void (volume?.migrationStatus === 'migrating' && setImmediate(run.abandon)),
  });
  await run.outcome;
  return await store.read(run.runId);
}

// The same records with other IDs.
function likewise(entries: readonly JournalEntry[], ids: Readonly<Record<string, string>>): JournalEntry[] {
  const renamed = (text: string): string =>
    Object.entries(ids).reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const made: JournalEntry[] = [];
  for (const { runId, at, record } of entries) {
    const next = JSON.parse(renamed(JSON.stringify(record)));
    made.push(entryAfter(made.at(-1) ?? null, renamed(runId), at, next));
  }
  return made;
}
