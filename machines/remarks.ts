// What a run tells beside its end: warnings, and what it leaves behind with the reason why.
import type { ChartEvent, Context } from './context.ts';
import { typeChangeOf, volumeOf } from './context.ts';
import { isOfType } from './doneRules.ts';
import { answer, faultOf, seenVolume } from './events.ts';
import { replacementReasons } from './replacementReasons.ts';
import { changesEncryption, isMultiattachType } from './typeReasons.ts';
import type { Leftover, Quota, Volume } from './types.ts';

type Update = Partial<Context>;

const warn = (context: Context, warning: string): Update =>
  context.warnings.includes(warning) ? {} : { warnings: [...context.warnings, warning] };

const leave = (context: Context, ...leftovers: Leftover[]): Update => ({
  leftovers: [...context.leftovers, ...leftovers],
});

const leaveMade = (context: Context, why: string): Update =>
  leave(context, {
    kind: 'volume',
    id: context.destinationVolumeId ?? 'unknown',
    why: `destination made for this run, not deleted: ${why}`,
  });

const minutes = (milliseconds: number): string => `${Math.round(milliseconds / 6_000) / 10} min`;

export const remarks = {
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
      context.move?.swap === 'running'
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
  warnSourceGone: (context: Context): Update =>
    warn(context, `source volume ${volumeOf(context).id} was deleted by someone else when the swap was done`),
  // Source: cinder/objects/volume.py finish_volume_migration copies the destination row's name, description and metadata.
  warnDroppedChanges: (context: Context, event: ChartEvent): Update => {
    const dropped = droppedChanges(context, seenVolume(event));
    return dropped.length === 0
      ? {}
      : warn(
          context,
          `Cinder dropped what was changed while it moved the volume (${dropped.join(', ')}): change it again`,
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

  leaveMoving: (context: Context): Update =>
    leave(context, {
      kind: 'migration',
      id: volumeOf(context).id,
      why: 'Cinder may still be moving the volume; it goes on by itself',
    }),
  leaveChanges: (context: Context, event: ChartEvent): Update => {
    const before = volumeOf(context);
    const now = answer<Volume>(event);
    const changes = isMoveLeft(context) ? [] : changesOf(before, now);
    if (changes.length === 0) return {};
    return leave(context, {
      kind: 'volume',
      id: before.id,
      why: `the failed request has changed it: ${changes.join(', ')}`,
    });
  },
  // Source: cinder/objects/volume.py finish_volume_migration: a retype that moves the volume keeps the old row's flag.
  leaveWrongMultiattach: (context: Context, event: ChartEvent): Update => {
    const { destinationVolumeType: type } = context;
    const seen = seenVolume(event);
    if (type === null || seen == null || seen.multiattach === isMultiattachType(type)) return {};
    const meaning = seen.multiattach
      ? 'it can be attached to two servers at once, which may corrupt its data'
      : 'it cannot be attached to a second server';
    return leave(context, {
      kind: 'volume',
      id: seen.id,
      why: `Cinder left multiattach ${seen.multiattach}, which volume type ${type.name} does not mean: ${meaning}. A retype to another type of the same backend and back sets it right`,
    });
  },
  leaveReservation: (context: Context, event: ChartEvent): Update => {
    const { projectId, sizeGib } = volumeOf(context);
    const reserved = answer<readonly Quota[]>(event).filter(
      ({ name, reserved: many }) => name.includes('_') && many >= (name.startsWith('volumes_') ? 1 : sizeGib),
    );
    if (isMoveLeft(context) || !reserved.some(({ name }) => name.startsWith('volumes_'))) return {};
    const what = reserved.map(({ name, reserved: many }) => `${name} ${many}`).join(', ');
    return leave(context, {
      kind: 'reservation',
      id: projectId,
      why: `project ${projectId} has quota reserved (${what}), of which the failed retype may keep 1 volume and ${sizeGib} GiB until Cinder's reservation_expire, a day by default`,
    });
  },
  leaveGuestsVolumes: (context: Context): Update =>
    leave(
      context,
      {
        kind: 'volume',
        id: volumeOf(context).id,
        why: 'holds the data as it was when Nova ended its copy; the guest does not write to it any more',
      },
      {
        kind: 'volume',
        id: context.move?.target?.id ?? 'unknown',
        why: 'the guest writes to it: never delete it, and do not reboot, stop or detach before the move is completed by hand',
      },
    ),
  leaveSourceCopies: (context: Context): Update =>
    leave(
      context,
      ...context.sourceCopies.map(({ id, status }) => ({
        kind: 'volume' as const,
        id,
        why: `the copy that the move left on the old backend (status ${status}): Cinder deletes it`,
      })),
    ),
  leaveOrphans: (context: Context, event: ChartEvent): Update =>
    leave(
      context,
      ...answer<readonly { id: string; isTarget: boolean }[]>(event).map(({ id, isTarget }) => ({
        kind: 'volume' as const,
        id,
        why: isTarget
          ? `the row that Cinder moves volume ${volumeOf(context).id} to: it may hold the only current data, do not delete it`
          : `has the name and project of volume ${volumeOf(context).id} and was made during the failed move: likely its orphan, look before you delete it`,
      })),
    ),
  leaveSource: (context: Context, event: ChartEvent): Update =>
    leave(context, {
      kind: 'volume',
      id: volumeOf(context).id,
      why: `the source of a proven swap, not deleted: ${whyNotDeleted(event)}. Its data is on volume ${context.destinationVolumeId}`,
    }),
  leaveBothVolumes: (context: Context): Update => {
    const source = volumeOf(context).id;
    const destination = context.destinationVolumeId ?? 'unknown';
    const shown = context.swap?.attachedVolumeIds.join(', ') || 'not known';
    return leave(
      context,
      {
        kind: 'volume',
        id: source,
        why: `source of a swap that is not proven; attached, as Nova shows: ${shown}`,
      },
      {
        kind: 'volume',
        id: destination,
        why: 'destination of a swap that is not proven: the guest may have written to it; delete it only when the source is attached and complete',
      },
    );
  },
  leaveDestination: (context: Context, event: ChartEvent): Update => leaveMade(context, whyNotDeleted(event)),
  leaveTakenDestination: (context: Context): Update =>
    leaveMade(context, 'somebody else has used or moved it'),
  leaveTemporaryUser: (context: Context, event: ChartEvent): Update =>
    leave(context, {
      kind: 'user',
      id: context.temporaryUser?.id ?? 'unknown',
      why: `temporary user ${context.temporaryUser?.name}, not deleted: ${faultOf(event).message}`,
    }),
  leaveUnknownUser: (context: Context): Update =>
    leave(context, {
      kind: 'user',
      id: `volume-migrate-${context.runId}`,
      why: 'a temporary user of this name may exist: whether it was made could not be found out',
    }),
  leaveUnknownVolume: (context: Context): Update =>
    leave(context, {
      kind: 'volume',
      id: `volume-migrate:run=${context.runId}`,
      why: 'a volume with this metadata may exist: Cinder did not answer its creation',
    }),
  leaveMark: (context: Context, event: ChartEvent): Update =>
    warn(
      context,
      `metadata volume-migrate:run stays on volume ${context.destinationVolumeId}: ${faultOf(event).message}`,
    ),
};

const isMoveLeft = ({ leftovers }: Context): boolean => leftovers.some(({ kind }) => kind === 'migration');

const NAMING = ['name', 'description'] as const;

// What was seen changed during the move, and is as it was before the move at its end.
function droppedChanges({ volume, lastSeen }: Context, now: Volume | null | undefined): string[] {
  if (volume === null || lastSeen === null || now == null) return [];
  const named = NAMING.filter(
    (field) => lastSeen[field] !== volume[field] && now[field] === volume[field],
  ).map((field) => `${field} "${lastSeen[field] ?? ''}" is "${now[field] ?? ''}" again`);
  const keys = (one: Volume): string => one.metadataKeys.join(', ');
  const isDropped = keys(lastSeen) !== keys(volume) && keys(now) === keys(volume);
  return [
    ...named,
    ...(isDropped ? [`metadata keys ${keys(lastSeen)} are ${keys(now) || 'none'} again`] : []),
  ];
}

const COMPARED = ['status', 'multiattach', 'encrypted', 'bootable', 'readonly'] as const;

const changesOf = (before: Volume, now: Volume): string[] =>
  COMPARED.filter((field) => before[field] !== now[field]).map(
    (field) => `${field} is ${now[field]}, it was ${before[field]}`,
  );

function whyNotDeleted(event: ChartEvent): string {
  if (event.type === 'volume.seen') return `Cinder could not delete it (status ${event.volume?.status})`;
  if (event.type === 'watch.deadline') return 'Cinder is still deleting it';
  return faultOf(event).message;
}
