// Refusals before anything is requested: a stable code, the specification's exact message, and the reasons.
import { moveOf, placementOf, typeChangeOf, usersOf, volumeOf } from './context.ts';
import { placeBlockers, roomBlockers } from './placeReasons.ts';
import { coldBlockers, migrateBlockers, retypeBlockers, swapBlockers, typeMismatches } from './reasons.ts';
import type { Refusal } from './refusal.ts';
import { replacementReasons } from './replacementReasons.ts';
import { retypeQuotaBlockers } from './retypeQuota.ts';
import { typeBlockers } from './typeReasons.ts';

/** What a run refuses before it requests anything, by code. */
export const REFUSED_REQUESTS = {
  UnsupportedMigrationType: {
    name: 'Invalid',
    message: ({ parameters }) => `Migration of type '${parameters.migrationType}' is not supported.`,
    reasons: () => ['migration_type is "swap" (the default), "cold", "migrate" or "retype"'],
  },
  InvalidStateForColdMigration: {
    name: 'Invalid',
    message: () => 'Invalid state for cold migration',
    reasons: (context) =>
      coldBlockers(usersOf(context), context.snapshotIds, context.parameters.destinationNode !== null),
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
  OverQuota: {
    name: 'Invalid',
    message: ({ volume, destinationVolumeType }) =>
      `The quota of project ${volume?.projectId} does not allow another volume of type ${destinationVolumeType?.name}`,
    reasons: (context) => retypeQuotaBlockers(context),
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
} as const satisfies Record<string, Refusal>;
