// The volume migration as the engine knows it, without a cloud: enough to replay a run and to show its timeline.
import type { SnapshotFrom } from 'xstate';
import type { MigrationInput } from '../../machines/context.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { toFault } from '../../services/faults.ts';
import { foldOf } from '../engine/replay.ts';
import { startOf } from '../engine/replayChecks.ts';
import { describe } from '../engine/statePath.ts';
import {
  type WorkflowTimelineHead as EngineHead,
  createTimeline as timelineFor,
  timelineOf as timelineIn,
} from '../engine/timeline.ts';
import type { Workflow } from '../engine/workflow.ts';
import { withoutWording } from './comparedOutput.ts';
import { currentForm } from './currentForm.ts';
import { WORKFLOW } from './name.ts';
import type {
  GrowingTimeline,
  JournalEntry,
  MigrationRecords,
  StartedOn,
  Timeline,
  TimelineHead,
} from './records.ts';

export type MigrationSnapshot = SnapshotFrom<VolumeMigrateMachine>;

export const definition: Omit<Workflow<MigrationRecords>, 'ports'> = {
  name: WORKFLOW,
  version: volumeMigrateMachine.version ?? '0',
  machine: volumeMigrateMachine,
  upgradeRecord: currentForm,
  comparedOutput: withoutWording,
  ownsUnnamed: true,
  serializeError: toFault,
};

/** A replayed run: its input, the snapshot after its last record, and each step. */
export interface Replayed {
  readonly input: MigrationInput;
  readonly snapshot: MigrationSnapshot;
  /** Each record, and the state that it led to, such as `cold.migrating.watchingMigration`. */
  readonly steps: readonly { readonly entry: JournalEntry; readonly state: string }[];
  readonly last: JournalEntry;
}

/**
 * Replays the records of one run, without a cloud. Throws `ReplayError`, which names the first record that
 * does not fit.
 */
export function replay(entries: readonly JournalEntry[]): Replayed {
  const { steps, snapshot, last } = foldOf(definition, entries);
  const { input } = startOf(entries);
  return { input, snapshot: snapshot() as MigrationSnapshot, steps, last: last() as JournalEntry };
}

/** A record of a replayed run, and the state that it led to. */
export type ReplayedStep = Replayed['steps'][number];

/** The timeline of a run, without a cloud. Throws `ReplayError` if a record does not fit. */
export function timelineOf(entries: readonly JournalEntry[]): Timeline {
  const { phases, moments, calls, ...head } = timelineIn(definition, entries);
  return { ...headOf(head), phases, moments, calls };
}

/** A timeline that waits for the first record of a run. */
export function createTimeline(): GrowingTimeline {
  const { take, head } = timelineFor(definition);
  return { take, head: () => headOf(head()) };
}

function headOf({ started, ...head }: EngineHead): TimelineHead {
  const { cloud, by = null } = started as StartedOn;
  const { runId, machine, ...rest } = head;
  return { runId, machine, cloud, by, ...rest };
}

/** The chart's description of a state. */
export const describeState = (path: string): string => describe(volumeMigrateMachine, path);
