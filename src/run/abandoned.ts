// What a run leaves when it is stopped at once.
import type { Context, Result } from '../../machines/context.ts';
import { resultOf } from '../../machines/result.ts';
import type { Leftover } from '../../machines/types.ts';
import { type MigrationSnapshot, statePath } from './progress.ts';

/** The result of a run that is stopped where it stands. */
export function abandonedResult(snapshot: MigrationSnapshot): Result {
  if (snapshot.output !== undefined) return snapshot.output;
  const { context } = snapshot;
  const stoppedIn = statePath(snapshot.value);
  return resultOf({
    ...context,
    status: 'CANCELLED',
    warnings: [...context.warnings, `stopped at once in ${stoppedIn}: nothing was cleaned up`],
    leftovers: [...context.leftovers, ...madeSoFar(context, stoppedIn)],
  });
}

function madeSoFar(context: Context, stoppedIn: string): Leftover[] {
  const made: Leftover[] = [];
  if (context.temporaryUser !== null) {
    made.push({
      kind: 'user',
      id: context.temporaryUser.id,
      why: `temporary user ${context.temporaryUser.name}`,
    });
  } else if (stoppedIn.endsWith('creatingTemporaryUser')) {
    made.push({
      kind: 'user',
      id: `volume-migrate-${context.runId}`,
      why: 'a temporary user of this name may have been made',
    });
  }
  if (context.destinationVolumeId !== null && !context.swapProven) {
    made.push({
      kind: 'volume',
      id: context.destinationVolumeId,
      why:
        context.swapAsked === 'no'
          ? 'destination made for this run, unused'
          : 'destination of a swap that is not proven: look before you delete anything',
    });
  } else if (stoppedIn.endsWith('creatingDestinationVolume')) {
    made.push({
      kind: 'volume',
      id: `volume-migrate:run=${context.runId}`,
      why: 'a volume with this metadata may have been made',
    });
  }
  if (context.swapProven && !context.sourceDeleted) {
    made.push({ kind: 'volume', id: context.parameters.resourceId, why: 'the source of a proven swap' });
  }
  if (context.did !== null && context.did !== 'swap') {
    made.push({
      kind: 'migration',
      id: context.parameters.resourceId,
      why: 'Cinder may still be moving the volume; it goes on by itself',
    });
  } else if (/\.requesting/.test(stoppedIn)) {
    made.push({
      kind: 'migration',
      id: context.parameters.resourceId,
      why: 'Cinder was being asked to move the volume',
    });
  }
  return made;
}
