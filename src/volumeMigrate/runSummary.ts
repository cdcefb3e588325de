// A volume migration in a list of runs.
import type { MigrationParameters, RunStatus } from '../../machines/types.ts';
import type { RunSummary } from '../engine/store.ts';
import { WORKFLOW } from './name.ts';

export interface MigrationSummary
  extends Pick<RunSummary, 'runId' | 'startedAt' | 'endedAt' | 'state' | 'holder'> {
  readonly volumeId: string;
  /** Null for a run that is about to start. */
  readonly parameters: MigrationParameters | null;
  /** The URL of the Keystone that the run was started on. */
  readonly cloud: string | null;
  /** Null while the run has not ended, and for a run that was given up. */
  readonly status: RunStatus | null;
}

/** Whether a run is a volume migration; runs of version 0.1.0 name no workflow. */
export const isMigration = ({ workflow }: RunSummary): boolean => workflow === null || workflow === WORKFLOW;

export function migrationOf(run: RunSummary): MigrationSummary {
  const { runId, resource, scope, input, startedAt, endedAt, status, state, holder } = run;
  const volumeId = resource ?? '';
  return {
    ...{ runId, volumeId, parameters: parametersIn(input, volumeId), cloud: scope },
    ...{ startedAt, endedAt, status: status as RunStatus | null, state, holder },
  };
}

// The parameters in the machine's input; a row of version 0.1.0 has the parameters alone.
function parametersIn(input: unknown, volumeId: string): MigrationParameters | null {
  if (input === null) return null;
  const { parameters = input } = (typeof input === 'object' ? input : {}) as { parameters?: unknown };
  if (typeof parameters === 'object' && parameters !== null && 'migrationType' in parameters)
    return parameters as MigrationParameters;
  const unknown = { destinationNode: null, destinationType: null, swapMethod: 'auto' };
  return { resourceId: volumeId, migrationType: 'damaged', ...unknown } as MigrationParameters;
}
