// What the codes mean: the migration failed.
import type { MeaningGroup } from './types.ts';

export default {
  title: 'The migration failed',
  intro: 'The cloud accepted the move and did not complete it. The outcome says where the data is.',
  meanings: {
    MigrationFailed: {
      cause: 'Cinder gave up the migration. The volume is still in its old pool. Cinder does not report why.',
      remedy:
        'Search the logs of cinder-scheduler, cinder-volume and nova-compute for the request ID in the reasons. Then try again.',
    },
    RetypeFailed: {
      cause: 'Cinder gave up the retype. The reasons name the type that the volume has now.',
      remedy:
        'Search the logs for the request ID in the reasons. Run `leftovers`: a failed retype can keep quota reserved for a day.',
    },
    SwapFailed: {
      cause: 'Nova failed to swap the volumes. The guest still uses the source.',
      remedy:
        'Read the instance action that the reason names, and the nova-compute log. The destination volume was deleted, or is listed under `leftovers`.',
    },
    SwapNotProven: {
      cause:
        'It is not known whether the guest was swapped to the destination. Both volumes are kept, and nothing was deleted.',
      remedy:
        'Check in Nova which of the two volumes the server uses, and keep that one. Delete the other only when you are sure.',
    },
    MigratedElsewhere: {
      cause: 'Cinder reports success, but the volume is in another pool than the one you named.',
      remedy: "Check Cinder's scheduler and clusters. Migrate the volume again if its place matters.",
    },
    MigrationNotSeenToEnd: {
      cause:
        'The time limit of the run has passed, and the migration has not ended. Cinder has not failed: it may still be copying.',
      remedy:
        'Wait, and check the volume with `volume-migrate leftovers`. Next time, raise `--timeout`. Do not request another migration meanwhile.',
    },
    RetypeNotSeenToEnd: {
      cause: 'The time limit of the run has passed, and the retype has not ended.',
      remedy: 'Do the same as for `MigrationNotSeenToEnd`.',
    },
    GuestUsesDestination: {
      cause:
        'Cinder did not complete an in-use move, and the guest now writes to the copy. The reasons name both volumes.',
      remedy:
        '**Do not reboot, stop or detach the server, and do not reset a status: that loses data.** Have an operator complete the migration in Cinder while the server runs.',
    },
    AttachmentLost: {
      cause: 'The volume has moved, but Cinder has lost its attachment record.',
      remedy:
        'Do not move the volume again. Have the record repaired, as the reasons say, before the server is stopped or migrated.',
    },
    AttachmentNotSeen: {
      cause: 'The volume has moved, but its attachment could not be read afterwards.',
      remedy: 'Check the volume again. Do not move it until it shows its attachment.',
    },
    VolumeGone: {
      cause: 'The volume was deleted during the run.',
      remedy: 'Find out who deleted it.',
    },
    DestinationVolumeFailed: {
      cause: 'Cinder could not create the second volume of a swap by attachment.',
      remedy:
        'Search the logs for the request ID in the reasons. Often there is no space, or no backend for the type.',
    },
    DestinationVolumeTaken: {
      cause: 'The second volume was used or moved by someone else before any data was moved to it.',
      remedy: 'Find out who uses it. The source is unchanged.',
    },
    DestinationChanged: {
      cause:
        'The destination was changed while no process was driving the run, so nothing was written to it.',
      remedy: 'Find out who uses it. Start a new run for the source.',
    },
    DestinationInUse: {
      cause:
        'The destination was not deleted, because somebody is using it, or because there is no proof that it belongs to the run.',
      remedy: 'Check the volume that `leftovers` lists.',
    },
    SourceChanged: {
      cause:
        'The data is on the destination, but the source was used or changed after the swap, so it was not deleted.',
      remedy: 'Check both volumes. Delete the source only if nobody needs it.',
    },
    ChangesNotCarriedOver: {
      cause:
        "The owner changed the volume's name, description or metadata during the swap, and the change could not be copied. The source was not deleted.",
      remedy: 'Copy the change by hand, then delete the source.',
    },
    VolumeChanged: {
      cause: 'After a call whose response was lost, the volume has changed, but not in the expected way.',
      remedy: 'Check the volume. Somebody else may be working on it.',
    },
    DeleteFailed: {
      cause: 'Cinder could not delete a volume: its status is `error_deleting`.',
      remedy: 'Read the cinder-volume log, and delete the volume again as an admin.',
    },
    StillDeleting: {
      cause: 'A volume is still being deleted.',
      remedy: 'Wait, then check with `volume-migrate leftovers`.',
    },
    Cancelled: {
      cause: 'The move of a plan was cancelled.',
      remedy: 'Apply the plan again to make the moves that are left.',
    },
  },
} satisfies MeaningGroup;
