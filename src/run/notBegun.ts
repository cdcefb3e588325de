// The end of a run that did not begin.
import type { Parameters, Status } from '../../machines/types.ts';
import type { RunHeldError } from '../journal/store.ts';
import type { Outcome } from '../outcome.ts';

const nowhere = { host: null, type: null };

function notBegun(runId: string, { resourceId }: Parameters, status: Status): Outcome {
  const now = new Date().toISOString();
  return {
    ...{ runId, status, did: null, volumeId: resourceId, sourceVolumeId: resourceId },
    ...{ from: nowhere, to: nowhere, warnings: [], leftovers: [], startedAt: now, endedAt: now },
  };
}

/** Another run has the volume. */
export const heldOutcome = (
  runId: string,
  parameters: Parameters,
  { code, message }: RunHeldError,
): Outcome => ({
  ...notBegun(runId, parameters, 'FAILED'),
  error: { name: 'RunHeld', code, message, reasons: [] },
});

/** Cancelled before anything was asked of the cloud but the sign-in. */
export const cancelledOutcome = (runId: string, parameters: Parameters): Outcome =>
  notBegun(runId, parameters, 'CANCELLED');
