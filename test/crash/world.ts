// The cloud of a course, whose time moves only while its run waits.
// So each run of a course is the same to the last request, however busy the machine is.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CloudEntry,
  createVirtualClock,
  type SimulatedCloudServer,
  startSimulatedCloud,
  type VirtualClock,
} from '../../src/simulator/index.ts';
import type { Course } from './courses.ts';
import { countEffects } from './footprint.ts';

export interface World extends AsyncDisposable {
  readonly running: SimulatedCloudServer;
  readonly clock: VirtualClock;
  readonly entry: CloudEntry;
  readonly course: Course;
  readonly volumeId: string;
  /** The file of the journal. */
  readonly journal: string;
  /** Changing requests that had an effect, and how often. */
  readonly effects: ReadonlyMap<string, number>;
}

// Later than any time that a run takes from the machine's own clock; everything that it finds was created as
// long ago.
const HOUR_MS = 3_600_000;

export async function openWorld(course: Course): Promise<World> {
  const clock = createVirtualClock(Date.now() + HOUR_MS);
  const running = await startSimulatedCloud({ stageMs: 200, gibPerSecond: 4, ...course.options, clock });
  const { cloud } = running;
  const own = { name: 'v', type: 'alpha', project: 'demo', user: 'alice' };
  const { id } = cloud.addVolume({ ...own, ...course.volume });
  if (course.isAttached) cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  course.prepare?.(cloud, id);
  clock.advance(HOUR_MS);
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-crash-'));
  return {
    running,
    clock,
    entry: running.cloudsYaml.clouds.simulated,
    course,
    volumeId: id,
    journal: join(folder, 'journal.sqlite'),
    effects: countEffects(cloud),
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      await rm(folder, { recursive: true });
    },
  };
}
