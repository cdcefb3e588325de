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
  /** What a service said that decided the way from here; null where none did. */
  readonly note: string | null;
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
