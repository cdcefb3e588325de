// What a run warns of: pure functions of context and event.
import type { ChartEvent, Context } from './context.ts';
import { placementOf, typeChangeOf, volumeOf } from './context.ts';
import { isHandedOver, isOfType } from './doneRules.ts';
import { faultOf, seenSwap, seenVolume } from './events.ts';
import { isMoveLeft } from './leftovers.ts';
import { changes, droppedChanges, otherChanges } from './naming.ts';
import { otherZonesOfRetype } from './placeReasons.ts';
import { replacementReasons } from './replacementReasons.ts';
import { changesEncryption } from './typeReasons.ts';

type Update = Partial<Context>;

const warn = (context: Context, warning: string): Update =>
  context.warnings.includes(warning) ? {} : { warnings: [...context.warnings, warning] };

const minutes = (milliseconds: number): string => `${Math.round(milliseconds / 6_000) / 10} min`;

export const warnings = {
  warnDestinationTypeIgnored: (context: Context): Update =>
    context.parameters.destinationType === null
      ? {}
      : warn(context, 'destination_type is ignored: a cold migration with a destination_node migrates'),
  warnDestinationNodeIgnored: (context: Context): Update =>
    context.parameters.destinationNode === null
      ? {}
      : warn(context, 'destination_node is ignored: the scheduler chooses the node of a swap'),
  warnStalled: (context: Context, event: ChartEvent): Update =>
    event.type === 'watch.stalled'
      ? warn(
          context,
          `nothing changed for ${minutes(event.forMs)}: a long copy, or a service that has stopped`,
        )
      : {},
  warnSwapMethodIgnored: (context: Context): Update =>
    context.parameters.swapMethod === 'auto'
      ? {}
      : warn(context, 'swap_method is ignored: nothing is swapped in a cold migration'),
  warnSameVolumeType: (context: Context): Update =>
    context.destinationVolumeType !== null && isOfType(volumeOf(context), context.destinationVolumeType)
      ? warn(
          context,
          `the volume is of type ${context.destinationVolumeType.name} already: it goes where the scheduler puts a new one`,
        )
      : {},
  warnEncryption: (context: Context): Update => {
    if (!changesEncryption(typeChangeOf(context))) return {};
    const { encrypted } = volumeOf(context);
    return warn(
      context,
      encrypted
        ? 'the volume will not be encrypted any more'
        : 'the volume will be encrypted; the encryption header takes room: a full volume does not fit into an encrypted one of its size',
    );
  },
  warnOtherZone: (context: Context): Update => {
    const placement = placementOf(context);
    const zones = otherZonesOfRetype(placement);
    if (zones === null) return {};
    const { volume, destination } = placement;
    return warn(
      context,
      `the volume leaves availability zone ${volume.availabilityZone}: volume type ${destination.name} allows only ${zones.join(', ')}`,
    );
  },
  warnServerLocked: (context: Context): Update => {
    const locked = context.servers.filter((server) => server.locked);
    if (locked.length === 0) return {};
    const names = locked.map(({ id, name }) => `${name} (${id})`).join(', ');
    return warn(context, `server ${names} is locked; as an admin you move its volume all the same`);
  },
  warnNewVolume: (context: Context): Update => {
    const { id, snapshotId, sourceVolumeId } = volumeOf(context);
    const origins = [
      ...(snapshotId === null ? [] : [`snapshot_id ${snapshotId}`]),
      ...(sourceVolumeId === null ? [] : [`source_volid ${sourceVolumeId}`]),
    ];
    const lost = origins.length === 0 ? '' : `, without ${origins.join(' and ')}`;
    return warn(
      context,
      `a swap by attachment gives the volume a new id, and user_id is that of a user who is deleted afterwards${lost}; backups stay with ${id}. swap_method retype keeps them all`,
    );
  },
  warnNotReplaceable: (context: Context): Update =>
    warn(
      context,
      `the volume is retyped in use, since a swap by attachment cannot begin: ${replacementReasons(context).join('; ')}`,
    ),
  warnNotStartable: (context: Context, event: ChartEvent): Update =>
    warn(
      context,
      `the volume is retyped in use, since a swap by attachment cannot begin: ${faultOf(event).message}`,
    ),
  warnNotSettled: (context: Context): Update =>
    warn(
      context,
      context.move?.swap === 'running' && !isHandedOver(context.move)
        ? 'Nova is still copying: do not ask for another move of this volume'
        : 'Cinder and Nova have not ended the move yet',
    ),
  warnNotCompared: (context: Context, event: ChartEvent): Update =>
    faultOf(event).code === 'VolumeNotFound'
      ? {}
      : warn(
          context,
          `whether the failed request changed the volume could not be read: ${faultOf(event).message}`,
        ),
  warnReservationNotRead: (context: Context, event: ChartEvent): Update => {
    if (isMoveLeft(context)) return {};
    const { projectId, sizeGib } = volumeOf(context);
    return warn(
      context,
      `the failed retype may keep quota of project ${projectId} reserved (1 volume and ${sizeGib} GiB of volume type ${context.destinationVolumeType?.name}) until Cinder's reservation_expire, a day by default; the quota could not be checked: ${faultOf(event).message}`,
    );
  },
  warnSourceGone: (context: Context): Update =>
    warn(context, `source volume ${volumeOf(context).id} was deleted by someone else when the swap was done`),
  // Source: cinder/objects/volume.py finish_volume_migration copies the destination row's name, description and metadata.
  warnDroppedChanges: (context: Context, event: ChartEvent): Update => {
    const { volume, ownersChange } = context;
    const now = seenVolume(event);
    if (volume === null || ownersChange === null || now == null) return {};
    const dropped = droppedChanges(volume, ownersChange, now);
    return dropped.length === 0
      ? {}
      : warn(
          context,
          `Cinder dropped changes made while it moved the volume (${dropped.join(', ')}): make them again`,
        );
  },
  // Of a source that somebody has deleted: as it was seen last.
  warnLostChanges: (context: Context): Update => {
    const lost = context.swap?.source == null ? [] : changes(volumeOf(context), context.swap.source);
    return lost.length === 0
      ? {}
      : warn(
          context,
          `changes made to source volume ${volumeOf(context).id} during the swap are missing on volume ${context.destinationVolumeId} (${lost.join(', ')}): make them again`,
        );
  },
  // Name, description and metadata are carried over before the source is deleted; these are not.
  warnNotCarriedOver: (context: Context, event: ChartEvent): Update => {
    const source = seenSwap(event)?.source;
    const missed = source == null ? [] : otherChanges(volumeOf(context), source);
    return missed.length === 0
      ? {}
      : warn(
          context,
          `changes made to source volume ${volumeOf(context).id} during the swap are missing on volume ${context.destinationVolumeId} (${missed.join(', ')}): make them again`,
        );
  },
  warnDetachedMeanwhile: (context: Context): Update =>
    warn(context, 'the volume was detached while it was being moved'),
  warnHardReboot: (context: Context): Update =>
    warn(
      context,
      `server ${volumeOf(context).attachments[0]?.serverId} needs a hard reboot before its next live migration: after a swap by attachment its disk still bears the old volume's serial (OSSN-0094)`,
    ),
  warnCancelTooLate: (context: Context): Update =>
    warn(context, 'the cancel came when the swap had been asked of Nova, which cannot be taken back'),
  warnDoneBeforeCancel: (context: Context): Update =>
    warn(context, 'the cancel came when the data had been moved already'),
  warnCinderContinues: (context: Context): Update =>
    warn(
      context,
      `Cinder cannot be asked to stop: it goes on by itself; watch migration_status, status and host of volume ${volumeOf(context).id}`,
    ),
  warnSourceCopiesNotSeen: (context: Context, event: ChartEvent): Update =>
    warn(
      context,
      `whether Cinder has deleted the copy on the old backend could not be seen: ${faultOf(event).message}`,
    ),
  leaveMark: (context: Context, event: ChartEvent): Update =>
    warn(
      context,
      `metadata volume-migrate:run stays on volume ${context.destinationVolumeId}: ${faultOf(event).message}`,
    ),
};
