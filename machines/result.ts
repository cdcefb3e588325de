// What a run has come to.
import { type Context, type Result, required } from './context.ts';
import type { Fault, Place, Volume } from './types.ts';

const placeOf = (volume: Volume | null): Place => ({
  host: volume?.host ?? null,
  type: volume?.volumeType ?? null,
});

const errorOf = ({ name, code, message, reasons }: Fault) => ({ name, code, message, reasons });

/** The output of a run that has ended. */
export function resultOf(context: Context): Result {
  const status = required(context.status, 'the status');
  const sourceVolumeId = context.parameters.resourceId;
  return {
    runId: context.runId,
    status,
    did: context.did,
    volumeId: context.swapProven
      ? required(context.destinationVolumeId, 'the destination volume')
      : sourceVolumeId,
    sourceVolumeId,
    from: placeOf(context.volume),
    to: placeOf(context.swapProven ? context.destinationVolume : context.lastSeen),
    ...(status === 'FAILED' && context.failure !== null ? { error: errorOf(context.failure) } : {}),
    warnings: context.warnings,
    leftovers: context.leftovers,
  };
}
