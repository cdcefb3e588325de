// What a run leaves behind, with the reason why: pure functions of context and event.

import type { ChartEvent, MigrationContext } from './context.ts';
import { volumeOf } from './context.ts';
import { answer, faultOf, seenVolume } from './events.ts';
import { nodeOf } from './migrationTypes.ts';
import { userNameOf } from './runMark.ts';
import { isMultiattachType } from './typeReasons.ts';
import type { Leftover, Quota, Volume } from './types.ts';

type Update = Partial<MigrationContext>;

const leave = (context: MigrationContext, ...leftovers: Leftover[]): Update => ({
  leftovers: [...context.leftovers, ...leftovers],
});

const leaveMade = (context: MigrationContext, why: string): Update =>
  leave(context, {
    kind: 'volume',
    id: context.destinationVolumeId ?? 'unknown',
    why: `destination created for this run, not deleted: ${why}`,
  });

/** A move that Cinder continues after the run. */
export const moveUnderWay = (context: MigrationContext): Leftover => ({
  kind: 'migration',
  id: volumeOf(context).id,
  why: `Cinder may still be moving the volume; it continues by itself${flagSetEarly(context)}`,
});

// Source: cinder/volume/api.py retype: the flag of the new type is set with the request, and no failure
// resets it.
function flagSetEarly(context: MigrationContext): string {
  const { destinationVolumeType: type } = context;
  if (type === null || isMultiattachType(type) === volumeOf(context).multiattach) return '';
  return `. It has already set multiattach to ${isMultiattachType(type)} for volume type ${type.name}, and does not set it back if the retype fails`;
}

export const leftovers = {
  leaveMoving: (context: MigrationContext): Update => leave(context, moveUnderWay(context)),
  leaveChanges: (context: MigrationContext, event: ChartEvent): Update => {
    const before = volumeOf(context);
    const now = answer<Volume>(event);
    const changed = isMoveLeft(context) ? [] : COMPARED.filter((field) => before[field] !== now[field]);
    const since = changed.map((field) => `${field} is ${now[field]} (was ${before[field]})`).join(', ');
    if (since === '') return {};
    const why = `has changed since it was first read, because of this request or by someone else: ${since}`;
    // A difference that such a request cannot cause is reported, but is nothing to repair.
    if (!changed.some((field) => mayLeave(context, field, now)))
      return { warnings: [...context.warnings, `the volume ${why}`] };
    return leave(context, { kind: 'volume', id: before.id, why });
  },
  // Source: cinder/objects/volume.py finish_volume_migration: a retype that moves the volume keeps the old
  // row's flag.
  leaveWrongMultiattach: (context: MigrationContext, event: ChartEvent): Update => {
    const { destinationVolumeType: type } = context;
    const seen = seenVolume(event);
    if (type === null || seen == null || seen.multiattach === isMultiattachType(type)) return {};
    const meaning = seen.multiattach
      ? 'it can be attached to two servers at once, which may corrupt its data'
      : 'it cannot be attached to a second server';
    return leave(context, {
      kind: 'volume',
      id: seen.id,
      why: `Cinder left multiattach ${seen.multiattach}, which does not match volume type ${type.name}: ${meaning}. To correct it, retype the volume to another type of the same backend and back`,
    });
  },
  leaveReservation: (context: MigrationContext, event: ChartEvent): Update => {
    const { projectId, sizeGib } = volumeOf(context);
    const reserved = answer<readonly Quota[]>(event).filter(
      ({ name, reserved: many }) => name.includes('_') && many >= (name.startsWith('volumes_') ? 1 : sizeGib),
    );
    if (isMoveLeft(context) || !reserved.some(({ name }) => name.startsWith('volumes_'))) return {};
    const what = reserved.map(({ name, reserved: many }) => `${name} ${many}`).join(', ');
    return leave(context, {
      kind: 'reservation',
      id: projectId,
      why: `project ${projectId} has quota reserved (${what}). The failed retype may keep 1 volume and ${sizeGib} GiB of it until Cinder's reservation_expire, a day by default`,
    });
  },
  leaveGuestsVolumes: (context: MigrationContext): Update =>
    leave(
      context,
      {
        kind: 'volume',
        id: volumeOf(context).id,
        why: "holds the data as of the end of Nova's copy; the guest no longer writes to it",
      },
      {
        kind: 'volume',
        id: context.move?.target?.id ?? 'unknown',
        why: 'the guest writes to it. Never delete it, and do not reboot the server, stop it or detach the volume before the migration is completed by hand',
      },
    ),
  leaveSourceCopies: (context: MigrationContext): Update =>
    leave(
      context,
      ...context.sourceCopies.map(({ id, status }) => ({
        kind: 'volume' as const,
        id,
        why: `the copy that the migration left on the old backend (status ${status}). Cinder deletes it`,
      })),
    ),
  leaveOrphans: (context: MigrationContext, event: ChartEvent): Update =>
    leave(
      context,
      ...answer<readonly { id: string; isTarget: boolean }[]>(event).map(({ id, isTarget }) => ({
        kind: 'volume' as const,
        id,
        why: isTarget
          ? `the row that Cinder moves volume ${volumeOf(context).id} to. It may hold the only current data. Do not delete it`
          : `has the name and project of volume ${volumeOf(context).id} and was created during the failed migration. It is likely an orphan; check before you delete it`,
      })),
    ),
  leaveSource: (context: MigrationContext, event: ChartEvent): Update =>
    leave(context, {
      kind: 'volume',
      id: volumeOf(context).id,
      why: `the source of a proven swap, not deleted: ${whyNotDeleted(event)}. Its data is on volume ${context.destinationVolumeId}`,
    }),
  leaveBothVolumes: (context: MigrationContext): Update => {
    const source = volumeOf(context).id;
    const destination = context.destinationVolumeId ?? 'unknown';
    const shown = context.swap?.attachedVolumeIds.join(', ') || 'unknown';
    return leave(
      context,
      {
        kind: 'volume',
        id: source,
        why: `source of a swap that is not proven; Nova shows as attached: ${shown}`,
      },
      {
        kind: 'volume',
        id: destination,
        why: 'destination of a swap that is not proven: the guest may have written to it. Delete it only if the source is attached and complete',
      },
    );
  },
  leaveDestination: (context: MigrationContext, event: ChartEvent): Update =>
    leaveMade(context, whyNotDeleted(event)),
  leaveTakenDestination: (context: MigrationContext): Update =>
    leaveMade(context, 'someone else has used or moved it'),
  leaveTemporaryUser: (context: MigrationContext, event: ChartEvent): Update =>
    leave(context, {
      kind: 'user',
      id: context.temporaryUser?.id ?? 'unknown',
      why: `temporary user ${context.temporaryUser?.name}, not deleted: ${faultOf(event).message}`,
    }),
  leaveUnknownUser: (context: MigrationContext): Update =>
    leave(context, {
      kind: 'user',
      id: userNameOf(context.runId),
      why: 'a temporary user of this name may exist: could not check whether it was created',
    }),
  leaveUnknownVolume: (context: MigrationContext): Update =>
    leave(context, {
      kind: 'volume',
      id: `volume-migrate:run=${context.runId}`,
      why: 'a volume with this metadata may exist: Cinder did not respond to the request to create it',
    }),
};

/** Whether Cinder may continue the move after the run. */
export const isMoveLeft = ({ leftovers }: MigrationContext): boolean =>
  leftovers.some(({ kind }) => kind === 'migration');

const COMPARED = ['status', 'multiattach', 'encrypted', 'bootable', 'readonly'] as const;

type Asked = 'migration' | 'retype' | 'swap';

function askedOf({ parameters, destinationVolumeId }: MigrationContext): Asked {
  if (destinationVolumeId !== null) return 'swap';
  return nodeOf(parameters) === null ? 'retype' : 'migration';
}

// Source: cinder/volume/api.py migrate_volume, retype; nova/compute/api.py swap_volume, which begins to
// detach the source.
const STATUSES: Readonly<Record<Asked, readonly string[]>> = {
  migration: ['maintenance'],
  retype: ['retyping'],
  swap: ['detaching', 'attaching'],
};

// Whether the failed request can have left this on the volume. A move that Cinder had accepted may also leave
// an error.
function mayLeave(context: MigrationContext, field: (typeof COMPARED)[number], { status }: Volume): boolean {
  const asked = askedOf(context);
  if (field === 'status')
    return STATUSES[asked].includes(status) || (context.did !== null && status.startsWith('error'));
  return asked === 'retype' && (field === 'multiattach' || field === 'encrypted');
}

function whyNotDeleted(event: ChartEvent): string {
  if (event.type === 'volume.seen') return `Cinder could not delete it (status ${event.volume?.status})`;
  if (event.type === 'watch.deadline') return 'Cinder is still deleting it';
  return faultOf(event).message;
}
