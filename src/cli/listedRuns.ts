// The runs of a journal as lists show them, and how to select some of them.
import type { PlanRequest } from '../../machines/plan/events.ts';
import type { JournalStore, RunSummary } from '../engine/store.ts';
import { WORKFLOW } from '../volumeMigrate/name.ts';
import { recordedEnd } from '../volumeMigrate/recordedEnd.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import { isMigration, type MigrationSummary, migrationOf } from '../volumeMigrate/runSummary.ts';

/** A run in a list; one of another workflow has neither a volume nor parameters. */
export interface Listed extends Omit<MigrationSummary, 'volumeId' | 'status'> {
  readonly workflow: string;
  readonly volumeId: string | null;
  /** The volume that holds the data after a swap by attachment; null if it is still `volumeId`. */
  readonly newVolumeId: string | null;
  readonly status: string | null;
  /** The run that has started this one; null if none has. */
  readonly parent: string | null;
  /** Of a plan: how many of its moves are done. */
  readonly moves?: { readonly done: number; readonly total: number };
  /** Of a plan that has not ended: requests that no process has read yet. */
  readonly pending?: readonly PlanRequest[];
}

/** The run as a list shows it; reads its records if the data may be on a new volume. */
export async function listedOf(store: JournalStore, run: RunSummary): Promise<Listed> {
  if (isMigration(run)) {
    const newVolumeId = await newVolumeOf(store, run);
    return { ...migrationOf(run), newVolumeId, workflow: WORKFLOW, parent: run.parent };
  }
  const { runId, workflow, startedAt, endedAt, status, state, holder, parent } = run;
  const none = { volumeId: null, newVolumeId: null, parameters: null, cloud: null };
  return { ...none, runId, startedAt, endedAt, status, state, holder, parent, workflow: workflow ?? '' };
}

// Only a swap gives the data a new volume. Damaged records name none: show reports them.
async function newVolumeOf(store: JournalStore, run: RunSummary): Promise<string | null> {
  if (run.status === null || migrationOf(run).parameters?.migrationType !== 'swap') return null;
  try {
    const end = recordedEnd((await store.read(run.runId)) as readonly JournalEntry[]);
    if (end?.kind !== 'ended') return null;
    const { volumeId, sourceVolumeId } = end.outcome;
    return volumeId === sourceVolumeId ? null : volumeId;
  } catch {
    return null;
  }
}

/** Whether the ID of the run's volume starts so: of the old or of the new one, in any case. */
export const isOfVolume = (
  { volumeId, newVolumeId }: Pick<Listed, 'volumeId' | 'newVolumeId'>,
  idPrefix: string,
): boolean => [volumeId, newVolumeId].some((id) => id?.startsWith(idPrefix.toLowerCase()) ?? false);
