// What in a run's context decides how it may continue: what guards read, and what replies depend on.
import type { SnapshotFrom } from 'xstate';
import type { VolumeMigrateMachine } from '../../../machines/volumeMigrate.ts';

/** What in a snapshot decides how the run may continue: for `graphOf` and `everyPath`. */
export function matters({ context }: SnapshotFrom<VolumeMigrateMachine>): unknown {
  const made = [context.temporaryUser !== null, context.destinationVolumeId !== null, context.swapAsked];
  // After a failure the run only explains, compares and rolls back.
  if (context.failure !== null) return ['failed', made, context.did, context.failure.code === 'VolumeGone'];
  const { volume, lastSeen, move } = context;
  return [
    // The volume, as first read
    [volume?.attachments.length, volume?.volumeType, volume?.migrationStatus, context.snapshotIds.length],
    volume?.host,
    // Who holds it
    [context.attachmentRecords.length, context.holders.length],
    [context.servers.map(({ vmState, volumeIds }) => [vmState, volumeIds.length])],
    // What the type means for it, and where it may live
    [context.volumeType?.name, context.destinationVolumeType?.name, context.destinationVolumeType?.isPublic],
    [context.pools.map(({ capabilities }) => capabilities), context.allPools.length],
    // What was created, requested and read so far
    [
      made,
      context.moveBegan,
      lastSeen?.status === 'in-use' && lastSeen.attachments.length,
      context.cancelRequested,
    ],
    // While Cinder and Nova complete a move: what was read of it before
    ['completing', 'error'].includes(lastSeen?.migrationStatus ?? '') && lastSeen?.migrationStatus,
    [move?.swap, move?.target?.status, move?.volume?.migrationStatus, move?.volume?.attachments.length],
  ];
}
