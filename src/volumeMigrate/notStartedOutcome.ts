// The outcome of a run that did not start.
import type { MigrationParameters, RunStatus } from '../../machines/types.ts';
import type { RunHeldError } from '../engine/store.ts';
import type { Outcome } from './outcome.ts';

const nowhere = { host: null, type: null };

function notBegun(runId: string, { resourceId }: MigrationParameters, status: RunStatus): Outcome {
  const now = new Date().toISOString();
  return {
    ...{ runId, status, operation: null, volumeId: resourceId, sourceVolumeId: resourceId },
    ...{ from: nowhere, to: nowhere, warnings: [], leftovers: [], startedAt: now, endedAt: now },
  };
}

/** The volume is held by another run. */
export const heldOutcome = (
  runId: string,
  parameters: MigrationParameters,
  { code, message }: RunHeldError,
): Outcome => ({
  ...notBegun(runId, parameters, 'FAILED'),
  error: { name: 'RunHeld', code, message, reasons: [] },
});

/** Cancelled before any request other than the sign-in. */
export const cancelledOutcome = (runId: string, parameters: MigrationParameters): Outcome =>
  notBegun(runId, parameters, 'CANCELLED');
