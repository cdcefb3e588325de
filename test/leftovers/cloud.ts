// A simulated cloud with what migrations leave in it, and a journal that knows of it.
import {
  type Cloud,
  connect,
  createMemoryStore,
  type FoundLeftover,
  findLeftovers,
  type JournalStore,
  type Outcome,
  parseCloudConfig,
  parseParameters,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';

export interface Place {
  readonly running: SimulatedCloudServer;
  readonly cloud: Cloud;
  readonly store: JournalStore;
  readonly find: () => Promise<readonly FoundLeftover[]>;
}

export async function openPlace(store: JournalStore = createMemoryStore()): Promise<Place> {
  const running = await startSimulatedCloud({ stageMs: 2, gibPerSecond: 1000 });
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated));
  return { running, cloud, store, find: async () => (await findLeftovers(cloud, store)).found };
}

/** A volume of alice's on vm1. */
export function attachedVolume({ running: { cloud } }: Place): string {
  const { id } = cloud.addVolume({ name: 'data', type: 'alpha', project: 'demo', user: 'alice' });
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  return id;
}

export interface Left {
  readonly runId: string;
  readonly sourceId: string;
  readonly userId: string;
  readonly volumeId: string;
  readonly outcome: Outcome;
}

/**
 * The run of a swap that is cancelled before it calls Nova, while every deletion is refused: waiting would
 * not help.
 */
export async function leaveBehind(place: Place): Promise<Left> {
  const { running, cloud, store } = place;
  const sourceId = attachedVolume(place);
  const parameters = parseParameters({
    resource_id: sourceId,
    destination_type: 'beta',
    swap_method: 'attachment',
  });
  const cancel = new AbortController();
  const runId = crypto.randomUUID();
  const lift = running.cloud.faults.http({
    match: { method: 'DELETE' },
    status: 403,
    body: { forbidden: { code: 403, message: 'no' } },
  });
  const run = await startRunOn(cloud.forRun(runId), store, parameters, {
    pollMinMs: 2,
    signal: cancel.signal,
    onProgress: ({ state }) => {
      if (state.endsWith('copyingAttributes')) cancel.abort();
    },
  });
  const outcome = await run.outcome;
  lift();
  const idOf = (kind: string): string => outcome.leftovers.find((one) => one.kind === kind)?.id ?? '';
  return { runId, sourceId, userId: idOf('user'), volumeId: idOf('volume'), outcome };
}
