// A run in the inspector's list: of any workflow.
import type { RunSummary } from '../engine/store.ts';
import { WORKFLOW } from '../volumeMigrate/name.ts';
import { isMigration, type MigrationSummary, migrationOf } from '../volumeMigrate/runSummary.ts';
import type { RunNames } from './runNames.ts';

/** A run in a list. One of another workflow has neither a volume nor parameters. */
export interface InspectedRun extends Omit<MigrationSummary, 'volumeId' | 'status'> {
  readonly workflow: string;
  /** ID of the run that started it; null if none did. */
  readonly parent: string | null;
  readonly volumeId: string | null;
  /** Null while the run has not ended, and for a run that was given up. */
  readonly status: string | null;
  /** What the run's records call its volume, and where it was and went. */
  readonly names: RunNames;
}

/** The run as the inspector lists it. */
export function inspectedRun(run: RunSummary, names: RunNames): InspectedRun {
  const { parent, workflow } = run;
  if (isMigration(run)) return { ...migrationOf(run), workflow: WORKFLOW, parent, names };
  const { runId, startedAt, endedAt, status, state, holder, scope } = run;
  const none = { volumeId: null, parameters: null, names };
  return {
    ...none,
    runId,
    workflow: workflow ?? '',
    parent,
    cloud: scope,
    startedAt,
    endedAt,
    status,
    state,
    holder,
  };
}
