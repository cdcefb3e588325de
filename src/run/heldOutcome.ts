// The end of a run that could not begin, since another has its volume.
import type { Parameters } from '../../machines/types.ts';
import type { RunHeldError } from '../journal/store.ts';
import type { Outcome } from '../outcome.ts';

export function heldOutcome(
  runId: string,
  { resourceId }: Parameters,
  { code, message }: RunHeldError,
): Outcome {
  const now = new Date().toISOString();
  const unknown = { host: null, type: null };
  return {
    runId,
    status: 'FAILED',
    did: null,
    volumeId: resourceId,
    sourceVolumeId: resourceId,
    from: unknown,
    to: unknown,
    error: { name: 'RunHeld', code, message, reasons: [] },
    warnings: [],
    leftovers: [],
    startedAt: now,
    endedAt: now,
  };
}
