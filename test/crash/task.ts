// The task of a driver.
import type { MigrateVolumeOptions, MigrateVolumeParameters } from '../../src/index.ts';
import type { CloudEntry } from '../../src/simulator/index.ts';
import type { KillPoint } from './killPoint.ts';
import type { World } from './world.ts';

export const RUN_ID = '77777777-7777-4777-8777-777777777777';

export interface Task {
  readonly runId: string;
  /** Resume the run, which is in the journal. */
  readonly resumes: boolean;
  readonly parameters: MigrateVolumeParameters;
  readonly cancelAt: string | null;
  readonly entry: CloudEntry;
  /** The file of the journal. */
  readonly journal: string;
  /** The current time in the cloud. */
  readonly nowMs: number;
  readonly killAtRecord: Pick<KillPoint, 'n' | 'when'> | null;
  /** After that many events, counted from the start of this process. */
  readonly killAtEvent: number | null;
}

// Longer than a stage of the simulated cloud: few readings see nothing new.
const POLL_MS = 600;

/** How a task's run is driven, in its own process or in the test's. */
export function optionsOf(
  { entry, cancelAt }: Pick<Task, 'entry' | 'cancelAt'>,
  clock: NonNullable<MigrateVolumeOptions['clock']>,
): MigrateVolumeOptions {
  const cancel = new AbortController();
  return {
    cloud: entry,
    clock,
    pollMinMs: POLL_MS,
    signal: cancel.signal,
    onProgress: ({ state }) => {
      if (cancelAt !== null && state.endsWith(cancelAt)) cancel.abort();
    },
  };
}

/** The task of driving a course's run to its end. */
export const taskOf = ({ course, volumeId, entry, journal, clock }: World): Task => ({
  runId: RUN_ID,
  resumes: false,
  parameters: { resource_id: volumeId, ...course.parameters },
  cancelAt: course.cancelAt ?? null,
  entry,
  journal,
  nowMs: clock.now(),
  killAtRecord: null,
  killAtEvent: null,
});
