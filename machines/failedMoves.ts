// Refusals of what the cloud has accepted: moves that failed, or whose end is not known.
import { type MigrationContext, serverIdsOf, volumeOf } from './context.ts';
import { attachmentReasons } from './reasons.ts';
import type { Refusal } from './refusal.ts';

const none = (): string[] => [];

const LOGS = (context: MigrationContext): string =>
  `to find the cause, search the service logs (cinder-scheduler, cinder-volume, nova-compute) for request ID req-${context.runId}`;

const shown = ({ lastSeen }: MigrationContext): string =>
  `migration_status ${lastSeen?.migrationStatus ?? 'none'}, status ${lastSeen?.status ?? 'unknown'}, host ${lastSeen?.host ?? 'unknown'}`;

const lastMigrationStatus = (context: MigrationContext): string =>
  `Cinder shows ${shown(context)}; it does not report why a migration failed`;

// The time limit belongs to this run: Cinder has not failed.
const notOver = (context: MigrationContext): string[] => [
  ...(context.lastSeen?.migrationStatus === 'success' && context.lastSeen.status === 'maintenance'
    ? ['the data has arrived, but Cinder has not unlocked the volume: its status is still maintenance']
    : []),
  `the time limit of this run has passed, but the migration has not ended: Cinder last showed ${shown(context)}`,
  `to see its progress, search the service logs for request ID req-${context.runId}. limits.deadlineMs sets how long a run waits`,
];

const novaStillCopies = ({ move, volume }: MigrationContext): string[] =>
  move?.swap === 'running'
    ? [
        `Nova is still copying (instance action swap_volume of server ${volume?.attachments[0]?.serverId} has not ended). Do not request another migration of this volume before it has ended`,
      ]
    : [];

// Source: cinder/volume/manager.py _migrate_volume_generic: a volume that is detached while Cinder makes the target
// stays in-use, without an attachment.
const detachedBeforeCopy = ({ lastSeen, move }: MigrationContext): string[] =>
  move !== null && lastSeen?.status === 'in-use' && lastSeen.attachments.length === 0
    ? [
        'the volume is in-use without an attachment, as after a detach while Cinder was making the copy. ' +
          'If Nova does not list it on any server either, an admin can make it available again with the action os-detach',
      ]
    : [];

/** How a move fails that the cloud has accepted, by code. */
export const FAILED_MOVES = {
  MigrationFailed: {
    name: 'MigrationFailed',
    message: ({ volume, parameters }) =>
      `Cinder gave up migrating volume ${volume?.id} to ${parameters.destinationNode}`,
    reasons: (context) => [...detachedBeforeCopy(context), lastMigrationStatus(context), LOGS(context)],
  },
  MigratedElsewhere: {
    name: 'MigrationFailed',
    message: ({ lastSeen, parameters }) =>
      `Cinder reports success, but the volume is on ${lastSeen?.host}, not on ${parameters.destinationNode}`,
    reasons: (context) => [LOGS(context)],
  },
  MigrationNotSeenToEnd: {
    name: 'DeadlinePassed',
    message: ({ volume, parameters }) =>
      `The migration of volume ${volume?.id} to ${parameters.destinationNode} did not end within the time limit`,
    reasons: (context) => [...novaStillCopies(context), ...notOver(context)],
  },
  RetypeNotSeenToEnd: {
    name: 'DeadlinePassed',
    message: ({ volume, parameters }) =>
      `The retype of volume ${volume?.id} to ${parameters.destinationType} did not end within the time limit`,
    reasons: (context) => [...novaStillCopies(context), ...notOver(context)],
  },
  GuestUsesDestination: {
    name: 'GuestUsesDestination',
    message: ({ volume, move }) =>
      `Cinder did not complete the migration of volume ${volume?.id}: the guest now writes to volume ${move?.target?.id}`,
    reasons: (context) => [
      `do not reboot, stop or detach from server ${context.volume?.attachments[0]?.serverId}, and do not reset any status: that would lose what the guest has written, or the disk`,
      `both volumes exist: ${context.volume?.id} holds the data as of the end of Nova's copy, and ${context.move?.target?.id} holds what the guest has written since`,
      'have an operator complete the migration in Cinder by hand while the server runs',
      lastMigrationStatus(context),
      LOGS(context),
    ],
  },
  RetypeFailed: {
    name: 'RetypeFailed',
    message: ({ volume, lastSeen, parameters }) =>
      `Cinder gave up retyping volume ${volume?.id} to ${parameters.destinationType}: its type is ${lastSeen?.volumeType}${lastSeen?.migrationStatus === 'error' ? ', its migration_status error' : ''}`,
    reasons: (context) => [...detachedBeforeCopy(context), lastMigrationStatus(context), LOGS(context)],
  },
  VolumeGone: {
    name: 'VolumeGone',
    message: ({ volume }) => `Volume ${volume?.id} is gone: it was deleted during the run`,
    reasons: none,
  },
  AttachmentLost: {
    name: 'AttachmentLost',
    message: ({ volume }) => `Cinder has lost the attachment of volume ${volume?.id}`,
    reasons: (context) => attachmentReasons(context.lastSeen ?? volumeOf(context), serverIdsOf(context)),
  },
  AttachmentNotSeen: {
    name: 'AttachmentNotSeen',
    message: ({ volume }) =>
      `Volume ${volume?.id} was moved, but its attachment could not be checked afterwards`,
    reasons: ({ volume }) => [
      `check the volume again, and do not move it until it shows its attachment to server ${volume?.attachments[0]?.serverId}`,
    ],
  },
  DestinationVolumeFailed: {
    name: 'DestinationVolumeFailed',
    message: ({ destinationVolume, parameters }) =>
      `Cinder could not create a destination volume of type ${parameters.destinationType}: its status is ${destinationVolume?.status ?? 'gone'}`,
    reasons: (context) => [LOGS(context)],
  },
  DestinationVolumeTaken: {
    name: 'DestinationVolumeTaken',
    message: ({ destinationVolume }) =>
      `Volume ${destinationVolume?.id} was created for the data, but someone else has used or moved it. No data was moved to it`,
    reasons: ({ destinationVolume }) => [
      `its status is ${destinationVolume?.status}, its migration_status ${destinationVolume?.migrationStatus ?? 'none'}`,
    ],
  },
  SwapFailed: {
    name: 'SwapFailed',
    message: ({ volume, destinationVolumeId }) =>
      `Nova failed to swap volume ${volume?.id} for ${destinationVolumeId}`,
    reasons: (context) => [
      `the instance action ${context.swapRequestId} of server ${context.volume?.attachments[0]?.serverId} holds the result. To find the cause, search the nova-compute log`,
    ],
  },
  SwapNotProven: {
    name: 'SwapNotProven',
    message: ({ volume, destinationVolumeId }) =>
      `It is not known whether volume ${volume?.id} was swapped for ${destinationVolumeId}. Nothing was deleted`,
    reasons: (context) => [describeSwap(context)],
  },
} as const satisfies Record<string, Refusal>;

function describeSwap({ swap }: MigrationContext): string {
  if (swap === null) return 'Nova has not reported whether the swap started';
  return (
    `last seen: instance action ${swap.result ?? 'without a result'}, source ${swap.source?.status ?? 'gone'}, ` +
    `destination ${swap.destination?.status ?? 'gone'}, Nova shows ${swap.attachedVolumeIds.join(', ') || 'no volume'} attached`
  );
}
