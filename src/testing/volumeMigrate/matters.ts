// What of a run's context decides how it may go on: what guards ask, and what replies depend on.
import type { SnapshotFrom } from 'xstate';
import type { VolumeMigrateMachine } from '../../../machines/volumeMigrate.ts';

export function matters({ context }: SnapshotFrom<VolumeMigrateMachine>): unknown {
  const made = [context.temporaryUser !== null, context.destinationVolumeId !== null, context.swapAsked];
  // What has failed is only explained, compared and cleaned up.
  if (context.failure !== null) return ['failed', made, context.did, context.failure.code === 'VolumeGone'];
  const { volume, lastSeen, move } = context;
  return [
    // The volume, as it was found
    [volume?.attachments.length, volume?.volumeType, volume?.migrationStatus, context.snapshotIds.length],
    volume?.host,
    // Who has it
    [context.attachmentRecords.length, context.holders.length],
    [context.servers.map(({ vmState, volumeIds }) => [vmState, volumeIds.length])],
    // What the type means for it, and where it may live
    [context.volumeType?.name, context.destinationVolumeType?.name, context.destinationVolumeType?.isPublic],
    [context.pools.map(({ capabilities }) => capabilities), context.allPools.length],
    // What was made, asked and seen so far
    [
      made,
      context.moveBegan,
      lastSeen?.status === 'in-use' && lastSeen.attachments.length,
      context.cancelRequested,
    ],
    // While Cinder and Nova end a move: what was seen of it before
    ['completing', 'error'].includes(lastSeen?.migrationStatus ?? '') && lastSeen?.migrationStatus,
    [move?.swap, move?.target?.status, move?.volume?.migrationStatus, move?.volume?.attachments.length],
  ];
}
