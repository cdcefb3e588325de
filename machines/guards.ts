// The guards of the chart, by name.
import {
  isAttachedTo,
  isGuestOnTarget,
  isHandedOver,
  isOfType,
  isWithoutSwap,
  migrationVerdict,
  retypeVerdict,
  sourceIsGoneAfterSwap,
  swapHasFailed,
  swapIsProven,
  type Verdict,
} from './completion.ts';
import type { ChartEvent, MigrationContext } from './context.ts';
import { moveOf, placementOf, required, serverIdsOf, typeChangeOf, usersOf, volumeOf } from './context.ts';
import { answer, faultOf, seenMove, seenSourceCopies, seenSwap, seenVolume } from './events.ts';
import { settleLimits } from './limits.ts';
import { newVolumeBlockers, placeBlockers, roomBlockers } from './placeReasons.ts';
import { coldBlockers, migrateBlockers, retypeBlockers, swapBlockers, typeMismatches } from './reasons.ts';
import { replacementBlockers } from './replacementReasons.ts';
import { retypeQuotaBlockers } from './retypeQuota.ts';
import { serversGone } from './serverGone.ts';
import { typeBlockers } from './typeReasons.ts';
import type { SwapSighting, Volume } from './types.ts';
import { isAtPlace, isBeingMade, isMoving } from './volumeRules.ts';

interface Asked {
  readonly context: MigrationContext;
  readonly event: ChartEvent;
}

export const guards = {
  // The specification's diagram
  isCold: ({ context }: Asked): boolean => context.parameters.migrationType === 'cold',
  isSwap: ({ context }: Asked): boolean => context.parameters.migrationType === 'swap',
  isDetachedWithoutSnapshots: ({ context }: Asked): boolean =>
    coldBlockers(usersOf(context), context.snapshotIds).length === 0,
  hasDestinationNode: ({ context }: Asked): boolean => context.parameters.destinationNode !== null,
  hasDestinationType: ({ context }: Asked): boolean => context.parameters.destinationType !== null,
  isDifferentNode: ({ context }: Asked): boolean =>
    !isAtPlace(volumeOf(context), required(context.parameters.destinationNode, 'destination_node')),
  isSameVolumeType: ({ context }: Asked): boolean =>
    context.pools.some((pool) => typeMismatches(context.volumeType, pool).length === 0),
  hasRoom: ({ context }: Asked): boolean =>
    roomBlockers(volumeOf(context), context.pools, context.volumeType).length === 0,
  isDifferentVolumeType: ({ context }: Asked): boolean =>
    !isOfType(volumeOf(context), required(context.destinationVolumeType, 'the destination type')),
  isAttachedToActiveServer: ({ context }: Asked): boolean =>
    swapBlockers(usersOf(context), context.servers).length === 0,

  // Beyond the specification: Watcher's migration types of today
  isMigrate: ({ context }: Asked): boolean => context.parameters.migrationType === 'migrate',
  isRetype: ({ context }: Asked): boolean => context.parameters.migrationType === 'retype',
  isMigratable: ({ context }: Asked): boolean => migrateBlockers(moveOf(context)).length === 0,
  isRetypable: ({ context }: Asked): boolean => retypeBlockers(moveOf(context)).length === 0,
  isPoolUnnamed: ({ context }: Asked): boolean =>
    !required(context.parameters.destinationNode, 'destination_node').includes('#'),

  // What the change of type would mean, and whether Cinder can make it
  isVolumeTypeAllowed: ({ context }: Asked): boolean => typeBlockers(typeChangeOf(context)).length === 0,
  hasPlace: ({ context }: Asked): boolean => placeBlockers(placementOf(context)).length === 0,
  isWithinQuota: ({ context }: Asked): boolean => retypeQuotaBlockers(context).length === 0,

  // How a swap is done
  asksForRetype: ({ context }: Asked): boolean => context.parameters.swapMethod === 'retype',
  asksForAttachment: ({ context }: Asked): boolean => context.parameters.swapMethod === 'attachment',
  hasOldMigrationStatus: ({ context }: Asked): boolean => (volumeOf(context).migrationStatus ?? '') !== '',
  asksForAttachmentWithOldMigrationStatus: (asked: Asked): boolean =>
    guards.asksForAttachment(asked) && guards.hasOldMigrationStatus(asked),
  takesDirectSwap: ({ event }: Asked): boolean =>
    answer<{ directSwap: string }>(event).directSwap === 'taken',
  isReplaceable: ({ context }: Asked): boolean => replacementBlockers(context).length === 0,
  hasPlaceForNewVolume: ({ context }: Asked): boolean => newVolumeBlockers(placementOf(context)).length === 0,
  isStartableOtherwise: ({ context, event }: Asked): boolean =>
    context.parameters.swapMethod === 'auto' && !context.cancelRequested && !faultOf(event).uncertain,
  hasVolumeType: ({ context }: Asked): boolean => volumeOf(context).volumeType !== null,
  isAttached: ({ context }: Asked): boolean =>
    volumeOf(context).attachments.length > 0 || context.lastSeen?.status === 'in-use',

  // Completion
  isMigrated: (asked: Asked): boolean => migration(asked) === 'succeeded',
  hasMigrationFailed: (asked: Asked): boolean => migration(asked) === 'failed',
  isMigratedElsewhere: (asked: Asked): boolean => migration(asked) === 'elsewhere',
  isRetyped: (asked: Asked): boolean => retype(asked) === 'succeeded',
  hasRetypeFailed: (asked: Asked): boolean => retype(asked) === 'failed',
  isCompleting: ({ event }: Asked): boolean => seenVolume(event)?.migrationStatus === 'completing',
  hasMoveFailed: (asked: Asked): boolean => {
    const move = seenMove(asked.event);
    if (move?.volume == null) return false;
    return moveVerdict(asked.context, move.volume) === 'failed' && isWithoutSwap(move);
  },
  isGuestOnDestination: ({ context: { move } }: Asked): boolean => move !== null && isGuestOnTarget(move),
  // Nova may still be working on another volume: its instance actions do not say which volume they concern.
  isHandedOverForLong: ({ context: { move, limits }, event }: Asked): boolean =>
    move !== null &&
    isHandedOver(move) &&
    event.type === 'watch.stalled' &&
    event.forMs >= settleLimits(limits).stallAfterMs,
  isMoveOver: ({ context }: Asked): boolean => {
    const { move } = context;
    return move?.volume != null && move.swap !== 'running' && moveVerdict(context, move.volume) === 'failed';
  },
  isVolumeGone: ({ event }: Asked): boolean => seenVolume(event) === null,
  isAttachmentKept: ({ context, event }: Asked): boolean => isKept(context, seenVolume(event)),
  hasSeenAttachment: ({ context }: Asked): boolean => isKept(context, context.lastSeen),
  isLastReadingFailed: ({ event }: Asked): boolean =>
    event.type === 'watch.deadline' && event.lastFault !== null,
  isDetachedMeanwhile: ({ event }: Asked): boolean => {
    const seen = seenVolume(event);
    return seen?.status === 'available' && seen.attachments.length === 0;
  },
  isServerGone: ({ context, event }: Asked): boolean => serversGone(context, answer(event)).length > 0,
  isSourceCopyGone: ({ event }: Asked): boolean => seenSourceCopies(event)?.length === 0,
  isDestinationAvailable: ({ event }: Asked): boolean => {
    const seen = seenVolume(event);
    return seen?.status === 'available' && seen.migrationStatus === null;
  },
  hasDestinationFailed: ({ event }: Asked): boolean => {
    const seen = seenVolume(event);
    return seen === null || (seen?.status.startsWith('error') ?? false);
  },
  isDestinationTaken: ({ event }: Asked): boolean => {
    const seen = seenVolume(event);
    return seen != null && !isBeingMade(seen) && seen.status !== 'deleting';
  },
  isSwapProven: ({ context, event }: Asked): boolean => proven(context, seenSwap(event)),
  isSwapProvenBySourceGone: ({ context, event }: Asked): boolean => {
    const swap = seenSwap(event);
    return (
      swap !== undefined &&
      sourceIsGoneAfterSwap(swap, required(context.destinationVolumeId, 'the destination volume'))
    );
  },
  hasSwapFailed: ({ event }: Asked): boolean => {
    const swap = seenSwap(event);
    return swap !== undefined && swapHasFailed(swap);
  },
  isRolledBack: ({ event }: Asked): boolean => {
    const swap = seenSwap(event);
    return swap?.source?.status === 'in-use' && swap.destination?.status === 'available';
  },
  // Cinder sets "deleting" before it responds: "available" after that means that it has restored the volume's
  // status.
  hasSourceDeletionFailed: ({ event }: Asked): boolean =>
    ['error_deleting', 'available'].includes(seenVolume(event)?.status ?? ''),

  // What a failure has left
  wasRetypeAccepted: ({ context }: Asked): boolean => context.did === 'retype',

  // Cancel and rollback
  isCancelRequested: ({ context }: Asked): boolean => context.cancelRequested,
  isUncertain: ({ event }: Asked): boolean => faultOf(event).uncertain,
  hasUnusedDestinationVolume: ({ context }: Asked): boolean =>
    context.destinationVolumeId !== null && context.swapAsked === 'no',
  hasTemporaryUser: ({ context }: Asked): boolean => context.temporaryUser !== null,
  isCancelledWithoutFailure: ({ context }: Asked): boolean =>
    context.cancelRequested && context.failure === null,
};

export type GuardName = keyof typeof guards;

/** Whether Cinder has moved data since the retype was requested. Once true, it stays true. */
export const hasMoved = (context: MigrationContext, seen: Volume): boolean =>
  context.moveBegan || isMoving(seen) || isInOtherPool(context, seen);

function isInOtherPool(context: MigrationContext, seen: Volume): boolean {
  const before = volumeOf(context).host;
  return before !== null && seen.host !== null && before !== seen.host;
}

const isKept = (context: MigrationContext, seen: Volume | null | undefined): boolean =>
  seen != null && seen.attachments.length > 0 && isAttachedTo(seen, serverIdsOf(context));

function migration({ context, event }: Asked): Verdict {
  const seen = seenVolume(event);
  return seen == null ? 'pending' : migrationOf(context, seen);
}

const migrationOf = ({ parameters }: MigrationContext, seen: Volume): Verdict =>
  migrationVerdict(seen, required(parameters.destinationNode, 'destination_node'));

/** How the move that Cinder accepted has ended, whichever call began it. */
const moveVerdict = (context: MigrationContext, seen: Volume): Verdict =>
  context.did === 'migrate' ? migrationOf(context, seen) : retypeOf(context, seen);

function retype({ context, event }: Asked): Verdict {
  const seen = seenVolume(event);
  return seen == null ? 'pending' : retypeOf(context, seen);
}

function retypeOf(context: MigrationContext, seen: Volume): Verdict {
  const destination = required(context.destinationVolumeType, 'the destination type');
  return retypeVerdict(seen, destination, hasMoved(context, seen));
}

const proven = (context: MigrationContext, swap: SwapSighting | undefined): boolean =>
  swap !== undefined &&
  swapIsProven(swap, volumeOf(context).id, required(context.destinationVolumeId, 'the destination volume'));
