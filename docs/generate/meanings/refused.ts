// What the codes mean: the migration was refused before anything changed.
import type { MeaningGroup } from './types.ts';

export default {
  title: 'The migration was refused before anything changed',
  intro: 'The run is `FAILED` and the volume is untouched. `check` reports the same in advance.',
  meanings: {
    UnsupportedMigrationType: {
      cause: 'The migration type is not one of `swap`, `cold`, `migrate` and `retype`.',
      remedy:
        'Correct `--migration-type`. `migrate` moves to a pool, `retype` changes the type; both accept attached volumes.',
    },
    InvalidStateForColdMigration: {
      cause:
        'A cold migration needs a detached volume without snapshots that nothing else is working on. The reasons name what blocks the migration: an attachment, a snapshot, a group, replication, another migration, or a source service that is down.',
      remedy:
        'Do what each reason says. To move an attached volume, use `--migration-type migrate` or `retype`.',
    },
    InvalidStateForSwappingVolume: {
      cause:
        'A swap needs a volume that is attached to one server which is active, paused or resized, with no task in progress. Cinder and Nova must agree about who uses it.',
      remedy: 'Do what each reason says. For a detached volume, use `--migration-type cold` or `retype`.',
    },
    InvalidStateForMigratingVolume: {
      cause:
        'The volume cannot be migrated now: snapshots, a server in the wrong state, another volume of that server that is being moved, a group, LUKS encryption while attached, or a disagreement between Cinder and Nova.',
      remedy: 'Do what each reason says, then run `check` again.',
    },
    InvalidStateForRetypingVolume: {
      cause:
        'The volume cannot be retyped now, for the same kinds of reasons as a migration. Snapshots do not matter if the volume can stay on its backend.',
      remedy: 'Do what each reason says, then run `check` again.',
    },
    SourceCannotBeReplaced: {
      cause:
        'A swap by attachment creates a second volume and deletes the first. Something about this volume cannot be carried over, or the second volume cannot be created: snapshots, quota, metadata that Cinder rejects.',
      remedy:
        'Do what the reasons say, or use `--swap-method auto` or `retype`, with which the volume keeps its ID.',
    },
    DestinationRequired: {
      cause: 'A cold migration was requested with neither a node nor a type.',
      remedy: 'Add `--destination-node HOST@BACKEND#POOL` or `--destination-type TYPE`.',
    },
    DestinationNodeRequired: {
      cause: 'A `migrate` was requested without a destination.',
      remedy:
        'Add `--destination-node HOST@BACKEND#POOL`. `volume-migrate pools --for VOLUME` lists the pools that fit.',
    },
    DestinationTypeRequired: {
      cause: 'A `swap` or `retype` was requested without a volume type.',
      remedy: 'Add `--destination-type TYPE`. `volume-migrate types --for VOLUME` lists the types that fit.',
    },
    DestinationPoolRequired: {
      cause:
        '`--destination-node` names a backend, not a pool. For a backend alone, Cinder may copy the volume onto the pool where it already is.',
      remedy: 'Name the pool in full, as `HOST@BACKEND#POOL`. The reasons list the pools of the backend.',
    },
    DestinationNodeMustBeDifferent: {
      cause: 'The volume is already on that pool or backend.',
      remedy: 'There is nothing to do, or name another pool.',
    },
    VolumeTypeMustBeSame: {
      cause: "The destination pool does not serve the volume's type. A migration keeps the type.",
      remedy:
        'Choose a pool from `volume-migrate pools --for VOLUME`, or change the type with `--migration-type retype`.',
    },
    VolumeTypeMustBeDifferent: {
      cause: 'The volume already has that type.',
      remedy:
        'There is nothing to do. To move it to another pool with the same type, use `--migration-type migrate`.',
    },
    VolumeTypeNotAllowed: {
      cause:
        "The volume cannot have that type: the owner's project may not use it, it would change the encryption, or it has other front-end QoS or multi-attach and the volume is attached.",
      remedy:
        'Give the project access to the type, add `--allow-encryption-change` if the change is intended, or choose another type from `volume-migrate types --for VOLUME`.',
    },
    NoPlaceForVolume: {
      cause: 'No pool can take the volume with that type. The reasons say why, for each pool.',
      remedy: 'Free space, enable a service, or choose another type.',
    },
    NoRoomOnDestination: {
      cause:
        'The destination has no room. Cinder itself accepts such a move and gives up later, so it is refused in advance. In a plan, the move waits for room first, and is skipped if none appears.',
      remedy: "Choose another pool, or free space. Cinder's figures are up to a minute old.",
    },
    OverQuota: {
      cause:
        "The owner's quota does not allow it: a retype counts against the quota of the new type, and a swap by attachment needs quota for a second volume. The code is the same if Cinder itself refuses.",
      remedy:
        "Raise the quota of the owner's project (`openstack quota set`), or first retype other volumes to another type.",
    },
    SwapNotAskable: {
      cause:
        '`--swap-method attachment` cannot ask Nova whether it accepts a direct swap: an old `migration_status` makes Nova accept one without making it safe (OSSN-0094).',
      remedy: 'Use `--swap-method auto` or `retype`.',
    },
    SwapRefused: {
      cause:
        'Nova rejects direct swaps (OSSN-0094), or lets only admins make them, and `--swap-method attachment` allows nothing else.',
      remedy:
        'Use `--swap-method auto` or `retype`: Cinder retypes the volume in place, and it keeps its ID.',
    },
  },
} satisfies MeaningGroup;
