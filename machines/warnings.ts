// The warnings of a run: pure functions of context and event.
import { isHandedOver, isOfType } from './completion.ts';
import type { ChartEvent, MigrationContext } from './context.ts';
import { placementOf, typeChangeOf, volumeOf } from './context.ts';
import { answer, faultOf, seenSwap, seenVolume } from './events.ts';
import { isMoveLeft } from './leftovers.ts';
import { changes, droppedChanges, otherChanges } from './naming.ts';
import { otherZonesOfRetype } from './placeReasons.ts';
import { replacementReasons } from './replacementReasons.ts';
import { serverGoneWarning } from './serverGone.ts';
import { changesEncryption } from './typeReasons.ts';

type Update = Partial<MigrationContext>;

const warn = (context: MigrationContext, warning: string): Update =>
  context.warnings.includes(warning) ? {} : { warnings: [...context.warnings, warning] };

const minutes = (milliseconds: number): string => `${Math.round(milliseconds / 6_000) / 10} min`;

export const warnings = {
  warnDestinationTypeIgnored: (context: MigrationContext): Update =>
    context.parameters.destinationType === null
      ? {}
      : warn(
          context,
          `destination_type is ignored: ${context.parameters.migrationType === 'cold' ? 'a cold migration with destination_node' : 'migrate'} moves the volume and keeps its type`,
        ),
  warnDestinationNodeIgnored: (context: MigrationContext): Update =>
    context.parameters.destinationNode === null
      ? {}
      : warn(
          context,
          `destination_node is ignored: the scheduler chooses the node of a ${context.parameters.migrationType}`,
        ),
  warnStalled: (context: MigrationContext, event: ChartEvent): Update =>
    event.type === 'watch.stalled'
      ? warn(context, `no change for ${minutes(event.forMs)}: the copy takes long, or a service has stopped`)
      : {},
  warnSwapMethodIgnored: (context: MigrationContext): Update =>
    context.parameters.swapMethod === 'auto'
      ? {}
      : warn(
          context,
          `swap_method is ignored: ${context.parameters.migrationType === 'cold' ? 'a cold migration' : context.parameters.migrationType} swaps nothing`,
        ),
  warnSameVolumeType: (context: MigrationContext): Update =>
    context.destinationVolumeType !== null && isOfType(volumeOf(context), context.destinationVolumeType)
      ? warn(
          context,
          `the volume already has type ${context.destinationVolumeType.name}: the scheduler chooses where it goes, as for a new volume`,
        )
      : {},
  warnEncryption: (context: MigrationContext): Update => {
    if (!changesEncryption(typeChangeOf(context))) return {};
    const { encrypted } = volumeOf(context);
    return warn(
      context,
      encrypted
        ? 'the volume will no longer be encrypted'
        : 'the volume will be encrypted. The encryption header needs space: the data of a full volume does not fit into an encrypted volume of the same size',
    );
  },
  warnOtherZone: (context: MigrationContext): Update => {
    const placement = placementOf(context);
    const zones = otherZonesOfRetype(placement);
    if (zones === null) return {};
    const { volume, destination } = placement;
    return warn(
      context,
      `the volume leaves availability zone ${volume.availabilityZone}: volume type ${destination.name} allows only ${zones.join(', ')}`,
    );
  },
  warnServerLocked: (context: MigrationContext): Update => {
    const locked = context.servers.filter((server) => server.locked);
    if (locked.length === 0) return {};
    const names = locked.map(({ id, name }) => `${name} (${id})`).join(', ');
    return warn(context, `server ${names} is locked. As an admin, you move its volume anyway`);
  },
  warnNewVolume: (context: MigrationContext): Update => {
    const { id, snapshotId, sourceVolumeId } = volumeOf(context);
    const origins = [
      ...(snapshotId === null ? [] : [`snapshot_id ${snapshotId}`]),
      ...(sourceVolumeId === null ? [] : [`source_volid ${sourceVolumeId}`]),
    ];
    const lost = origins.length === 0 ? '' : `, without ${origins.join(' and ')}`;
    return warn(
      context,
      `a swap by attachment gives the volume a new ID, and its user_id will be that of the temporary user, which is deleted afterwards${lost}. Backups stay with ${id}. To keep all of this, use swap_method retype`,
    );
  },
  warnNotReplaceable: (context: MigrationContext): Update =>
    warn(
      context,
      `the volume is retyped in use, because a swap by attachment cannot start: ${replacementReasons(context).join('; ')}`,
    ),
  warnNotStartable: (context: MigrationContext, event: ChartEvent): Update =>
    warn(
      context,
      `the volume is retyped in use, because a swap by attachment cannot start: ${faultOf(event).message}`,
    ),
  warnNotSettled: (context: MigrationContext): Update =>
    warn(
      context,
      context.move?.swap === 'running' && !isHandedOver(context.move)
        ? 'Nova is still copying. Do not request another migration of this volume'
        : 'Cinder and Nova have not ended the migration yet',
    ),
  warnNotCompared: (context: MigrationContext, event: ChartEvent): Update =>
    faultOf(event).code === 'VolumeNotFound'
      ? {}
      : warn(
          context,
          `could not check whether the failed request changed the volume: ${faultOf(event).message}`,
        ),
  warnReservationNotRead: (context: MigrationContext, event: ChartEvent): Update => {
    if (isMoveLeft(context)) return {};
    const { projectId, sizeGib } = volumeOf(context);
    return warn(
      context,
      `the failed retype may keep quota of project ${projectId} reserved (1 volume and ${sizeGib} GiB of volume type ${context.destinationVolumeType?.name}) until Cinder's reservation_expire, a day by default. The quota could not be checked: ${faultOf(event).message}`,
    );
  },
  warnSourceGone: (context: MigrationContext): Update =>
    warn(context, `source volume ${volumeOf(context).id} was deleted by someone else after the swap`),
  // Source: cinder/objects/volume.py finish_volume_migration copies the destination row's name, description and metadata.
  warnDroppedChanges: (context: MigrationContext, event: ChartEvent): Update => {
    const { volume, ownersChange } = context;
    const now = seenVolume(event);
    if (volume === null || ownersChange === null || now == null) return {};
    const dropped = droppedChanges(volume, ownersChange, now);
    return dropped.length === 0
      ? {}
      : warn(
          context,
          `Cinder dropped changes that were made while it moved the volume (${dropped.join(', ')}). Make them again`,
        );
  },
  // A source that somebody has deleted: as it was last read.
  warnLostChanges: (context: MigrationContext): Update => {
    const lost = context.swap?.source == null ? [] : changes(volumeOf(context), context.swap.source);
    return lost.length === 0
      ? {}
      : warn(
          context,
          `changes that were made to source volume ${volumeOf(context).id} during the swap are missing on volume ${context.destinationVolumeId} (${lost.join(', ')}). Make them again`,
        );
  },
  // Name, description and metadata are carried over before the source is deleted; these are not.
  warnNotCarriedOver: (context: MigrationContext, event: ChartEvent): Update => {
    const source = seenSwap(event)?.source;
    const missed = source == null ? [] : otherChanges(volumeOf(context), source);
    return missed.length === 0
      ? {}
      : warn(
          context,
          `changes that were made to source volume ${volumeOf(context).id} during the swap are missing on volume ${context.destinationVolumeId} (${missed.join(', ')}). Make them again`,
        );
  },
  warnDetachedMeanwhile: (context: MigrationContext): Update =>
    warn(context, 'the volume was detached while it was being moved'),
  warnServerGone: (context: MigrationContext, event: ChartEvent): Update =>
    warn(context, serverGoneWarning(context, answer(event))),
  warnHardReboot: (context: MigrationContext): Update =>
    warn(
      context,
      `server ${volumeOf(context).attachments[0]?.serverId} needs a hard reboot before its next live migration: after a swap by attachment its disk still has the old volume's serial number (OSSN-0094)`,
    ),
  warnCancelTooLate: (context: MigrationContext): Update =>
    warn(
      context,
      'the run was cancelled too late: the swap had already been requested from Nova and could not be cancelled',
    ),
  warnDoneBeforeCancel: (context: MigrationContext): Update =>
    warn(context, 'the run was cancelled too late: the data had already been moved'),
  warnCinderContinues: (context: MigrationContext): Update =>
    warn(context, 'the run was cancelled too late: Cinder had already accepted the move, and cannot stop it'),
  warnSourceCopiesNotSeen: (context: MigrationContext, event: ChartEvent): Update =>
    warn(
      context,
      `could not check whether Cinder has deleted the copy on the old backend: ${faultOf(event).message}`,
    ),
  leaveMark: (context: MigrationContext, event: ChartEvent): Update =>
    warn(
      context,
      `metadata volume-migrate:run stays on volume ${context.destinationVolumeId}: ${faultOf(event).message}`,
    ),
};
