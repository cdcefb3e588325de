// What a run tells while it goes on: each state it comes to, and each change it sees of the volume.
import type { SnapshotFrom } from 'xstate';
import type { Volume } from '../../machines/types.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';

export interface Progress {
  readonly runId: string;
  /** Milliseconds since the run began. */
  readonly elapsedMs: number;
  /** Path of the state, as `cold.migrating.watchingMigration`. */
  readonly state: string;
  /** The state in words, as the chart describes it. */
  readonly description: string;
  /** True when this line tells of a change within the state. */
  readonly isChange: boolean;
  /** The volume as last seen. */
  readonly volume: Volume | null;
  /** Why the run goes another way from here; null where it does not. */
  readonly note: string | null;
  /** Warnings that are new: what a change will mean is said before it is made. */
  readonly warnings: readonly string[];
}

export type MigrationSnapshot = SnapshotFrom<VolumeMigrateMachine>;

/** The path of the state that a snapshot is in: the chart has no parallel regions. */
export function statePath(value: MigrationSnapshot['value']): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([parent, child]) => `${parent}.${statePath(child as MigrationSnapshot['value'])}`)
    .join(',');
}

/** The chart's own words for a state. */
export function describe(path: string): string {
  let node: { states: Record<string, unknown>; description?: string | undefined } =
    volumeMigrateMachine.root as never;
  for (const key of path.split('.')) node = (node.states[key] ?? node) as typeof node;
  return node.description ?? path;
}

const noteOf = (status: number | null): string =>
  status === 403
    ? 'Nova does not let this user swap volumes: Cinder will do it, by an in-use retype'
    : 'Nova takes no direct swap (OSSN-0094): Cinder will do it, by an in-use retype';

/** Tells of each new state, of each change of the volume within a state, and of each new warning. */
export function progressTeller(runId: string, tell: ((progress: Progress) => void) | undefined) {
  const begun = performance.now();
  let last: { path: string; seen: string; note: string | null; warned: number } | null = null;
  return (snapshot: MigrationSnapshot): void => {
    if (tell === undefined) return;
    const { lastSeen: volume, swapRefusal, warnings } = snapshot.context;
    const path = statePath(snapshot.value);
    const seen = `${volume?.status} ${volume?.migrationStatus} ${volume?.host} ${volume?.volumeType}`;
    const note = swapRefusal === null ? null : noteOf(swapRefusal.status);
    const isChange = last?.path === path;
    if (isChange && last?.seen === seen && last.warned === warnings.length) return;
    const progress = {
      runId,
      elapsedMs: performance.now() - begun,
      state: path,
      description: describe(path),
      warnings: warnings.slice(last?.warned ?? 0),
    };
    tell({ ...progress, isChange, volume: structuredClone(volume), note: note === last?.note ? null : note });
    last = { path, seen, note, warned: warnings.length };
  };
}
