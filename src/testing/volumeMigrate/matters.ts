// What of a run's context decides how it may go on: what guards ask, and what replies depend on.
import type { SnapshotFrom } from 'xstate';
import type { VolumeMigrateMachine } from '../../../machines/volumeMigrate.ts';

export function matters({ context }: SnapshotFrom<VolumeMigrateMachine>): unknown {
  const { volume, lastSeen } = context;
  return [
    // The volume, as it was found
    [volume?.attachments.length, volume?.volumeType, volume?.migrationStatus, context.snapshotIds.length],
    // Its surroundings
    [context.servers.map(({ vmState }) => vmState), context.pools.map(({ capabilities }) => capabilities)],
    [context.volumeType?.name, context.destinationVolumeType?.name],
    // What was made, asked and seen so far
    [context.temporaryUser !== null, context.destinationVolumeId !== null, context.swapAsked],
    [context.moveBegan, lastSeen?.status === 'in-use', context.cancelRequested, context.failure !== null],
  ];
}
