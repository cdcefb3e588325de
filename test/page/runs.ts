// Runs on the simulated cloud with everything that the page must show.
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import type { JournalStore } from '../../src/engine/store.ts';
import type { MigrateVolumeParameters } from '../../src/index.ts';
import { migrateVolume } from '../../src/index.ts';
import {
  type SimulatedCloud,
  type SimulatedCloudOptions,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';

export interface Course {
  /** Name of the volume in the simulated world. */
  readonly volume: string;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
  readonly cloud?: SimulatedCloudOptions;
  /** Puts faults into the cloud. */
  readonly disturb?: (running: SimulatedCloudServer) => void;
}

// More than the page shows without "earlier requests".
const READS = 12;

/** Holds a copy until the run has read the cloud so often, however busy the machine is. */
function untilRead({ requests }: SimulatedCloud): () => boolean {
  let before: number | undefined;
  return () => {
    before ??= requests.length;
    return requests.length - before < READS;
  };
}

export const COURSES = {
  migration: {
    volume: 'free1',
    parameters: { migration_type: 'cold', destination_node: 'node2@tier9#alpha' },
  },
  retype: { volume: 'free1', parameters: { migration_type: 'cold', destination_type: 'beta' } },
  /** Attached: a cold migration is refused. */
  refusal: {
    volume: 'data2',
    parameters: { migration_type: 'cold', destination_node: 'node1@alpha#alpha' },
  },
  swap: {
    volume: 'data1',
    parameters: { destination_type: 'beta', swap_method: 'attachment' },
    disturb: ({ cloud }) => cloud.faults.set('nova', 'swap_volume', { isHeld: untilRead(cloud) }),
  },
  swapByRetype: {
    volume: 'data1',
    parameters: { destination_type: 'beta' },
    cloud: { release: '2025.1' },
  },
  /** No backend can create the new volume: the run deletes what it created. */
  swapWithCleanUp: {
    volume: 'data1',
    parameters: { destination_type: 'beta', swap_method: 'attachment' },
    disturb: ({ cloud }) => cloud.faults.set('*', 'create_volume', { raise: 'the backend is full' }),
  },
  /** Nova fails while it copies: both volumes stay. */
  failedSwap: {
    volume: 'data1',
    parameters: { destination_type: 'beta', swap_method: 'attachment' },
    disturb: ({ cloud }) =>
      cloud.faults.set('nova', 'swap_volume', { isHeld: untilRead(cloud), raise: 'the copy broke off' }),
  },
} as const satisfies Record<string, Course>;

/**
 * Starts a run on a simulated cloud of its own; returns its outcome, what cancels it, and the cloud to stop.
 */
export async function begin(course: Course, store: JournalStore, options: SimulatedCloudOptions = {}) {
  const running = await startSimulatedCloud({ stageMs: 30, gibPerSecond: 5, ...course.cloud, ...options });
  course.disturb?.(running);
  const { signal, abort } = cancelling();
  const outcome = migrateVolume(
    { resource_id: running.cloud.world.volumes[course.volume] ?? '', ...course.parameters },
    { cloud: running.cloudsYaml.clouds.simulated, store, pollMinMs: 10, pollMaxMs: 60, signal },
  );
  return { running, outcome, cancel: abort };
}

function cancelling() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

/** A journal with a finished run of each course. */
export async function finished(courses: readonly Course[] = Object.values(COURSES)): Promise<JournalStore> {
  const store = createMemoryStore();
  for (const course of courses) {
    const { running, outcome } = await begin(course, store);
    await outcome;
    await running.stop();
  }
  return store;
}
