// Builds the output of a run.
import { type MigrationContext, type MigrationResult, required } from './context.ts';
import type { Fault, Volume, VolumePlace } from './types.ts';

const placeOf = (volume: Volume | null): VolumePlace => ({
  host: volume?.host ?? null,
  type: volume?.volumeType ?? null,
});

const errorOf = ({ name, code, message, reasons }: Fault) => ({ name, code, message, reasons });

/** The output of a run that has ended. */
export function resultOf(context: MigrationContext): MigrationResult {
  const status = required(context.status, 'the status');
  const sourceVolumeId = context.parameters.resourceId;
  return {
    runId: context.runId,
    status,
    operation: context.did,
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
