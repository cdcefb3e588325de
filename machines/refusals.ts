// Every refusal of the chart itself: a stable code, the specification's exact message, and the reasons.
import type { MigrationContext } from './context.ts';
import { moveOf, placementOf, serverIdsOf, typeChangeOf, usersOf, volumeOf } from './context.ts';
import { placeBlockers, roomBlockers } from './placeReasons.ts';
import {
  attachmentReasons,
  coldBlockers,
  migrateBlockers,
  retypeBlockers,
  swapBlockers,
  typeMismatches,
} from './reasons.ts';
import { replacementReasons } from './replacementReasons.ts';
import { typeBlockers } from './typeReasons.ts';
import type { Fault } from './types.ts';

interface Refusal {
  /** `Invalid`: the specification's own refusals. */
  readonly name: string;
  readonly message: (context: MigrationContext) => string;
  readonly reasons: (context: MigrationContext) => string[];
}

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

/** The refusals by code, each with its message and reasons. */
export const REFUSALS = {
  UnsupportedMigrationType: {
    name: 'Invalid',
    message: ({ parameters }) => `Migration of type '${parameters.migrationType}' is not supported.`,
    reasons: () => ['migration_type is "swap" (the default), "cold", "migrate" or "retype"'],
  },
  InvalidStateForColdMigration: {
    name: 'Invalid',
    message: () => 'Invalid state for cold migration',
    reasons: (context) => coldBlockers(usersOf(context), context.snapshotIds),
  },
  DestinationRequired: {
    name: 'Invalid',
    message: () => 'destination host or destination type is required when migration type is cold',
    reasons: () => [
      'give destination_node to move the volume to a pool, or destination_type to change its volume type',
    ],
  },
  DestinationNodeRequired: {
    name: 'Invalid',
    message: () => 'destination node is required when migration type is migrate',
    reasons: () => ['give destination_node: it names the pool to which the volume is moved'],
  },
  DestinationPoolRequired: {
    name: 'Invalid',
    message: ({ parameters }) => `destination_node ${parameters.destinationNode} does not name a pool`,
    reasons: ({ pools }) => [
      `name the pool in full, as host@backend#pool: ${pools.map(({ name }) => name).join(', ')}`,
    ],
  },
  DestinationNodeMustBeDifferent: {
    name: 'Invalid',
    message: () => 'Destination node must be different for migrating',
    reasons: ({ volume, parameters }) => [
      `the volume is already on ${volume?.host ?? volume?.clusterName}${
        parameters.destinationNode?.includes('#') ? '' : '. To move it within its backend, name the pool'
      }`,
    ],
  },
  VolumeTypeMustBeSame: {
    name: 'Invalid',
    message: () => 'Volume type must be same for migrating',
    reasons: (context) => context.pools.flatMap((pool) => typeMismatches(context.volumeType, pool)),
  },
  NoRoomOnDestination: {
    name: 'Invalid',
    message: ({ volume, parameters }) => `${parameters.destinationNode} has no room for volume ${volume?.id}`,
    reasons: (context) => roomBlockers(volumeOf(context), context.pools, context.volumeType),
  },
  VolumeTypeMustBeDifferent: {
    name: 'Invalid',
    message: () => 'Volume type must be different for retyping',
    reasons: (context) => [`volume ${volumeOf(context).id} already has type ${volumeOf(context).volumeType}`],
  },
  VolumeTypeNotAllowed: {
    name: 'Invalid',
    message: ({ volume, destinationVolumeType }) =>
      `Volume ${volume?.id} cannot have volume type ${destinationVolumeType?.name}`,
    reasons: (context) => typeBlockers(typeChangeOf(context)),
  },
  NoPlaceForVolume: {
    name: 'Invalid',
    message: ({ volume, destinationVolumeType }) =>
      `No pool can take volume ${volume?.id} with volume type ${destinationVolumeType?.name}`,
    reasons: (context) => placeBlockers(placementOf(context)),
  },
  DestinationTypeRequired: {
    name: 'Invalid',
    message: ({ parameters }) =>
      `destination type is required when migration type is ${parameters.migrationType}`,
    reasons: ({ parameters }) => [
      `give destination_type: it names the target volume type. A ${parameters.migrationType} ignores destination_node`,
    ],
  },
  InvalidStateForSwappingVolume: {
    name: 'Invalid',
    message: () => 'Invalid state for swapping volume',
    reasons: (context) => swapBlockers(usersOf(context), context.servers),
  },
  InvalidStateForMigratingVolume: {
    name: 'Invalid',
    message: () => 'Invalid state for migrating volume',
    reasons: (context) => migrateBlockers(moveOf(context)),
  },
  InvalidStateForRetypingVolume: {
    name: 'Invalid',
    message: () => 'Invalid state for retyping volume',
    reasons: (context) => retypeBlockers(moveOf(context)),
  },
  SwapNotAskable: {
    name: 'SwapRefused',
    message: ({ volume }) =>
      `Cannot determine whether Nova accepts direct swaps: volume ${volume?.id} has an old migration_status`,
    reasons: ({ volume }) => [
      `the volume's migration_status is ${volume?.migrationStatus}, which makes Nova accept a direct swap (OSSN-0094) without making it safe`,
      'use swap_method auto or retype',
    ],
  },
  SourceCannotBeReplaced: {
    name: 'Invalid',
    message: () => 'Invalid state for swapping volume',
    reasons: replacementReasons,
  },
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

/** The stable code of a refusal. */
export type RefusalCode = keyof typeof REFUSALS;

function describeSwap({ swap }: MigrationContext): string {
  if (swap === null) return 'Nova has not reported whether the swap started';
  return (
    `last seen: instance action ${swap.result ?? 'without a result'}, source ${swap.source?.status ?? 'gone'}, ` +
    `destination ${swap.destination?.status ?? 'gone'}, Nova shows ${swap.attachedVolumeIds.join(', ') || 'no volume'} attached`
  );
}

/** A refusal as data. */
export function refusal(code: RefusalCode, context: MigrationContext): Fault {
  const { name, message, reasons } = REFUSALS[code] as Refusal;
  return {
    name,
    code,
    message: message(context),
    reasons: reasons(context),
    status: null,
    requestId: null,
    uncertain: false,
  };
}
