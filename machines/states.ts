// The names of the chart's states, as a type. XState derives the same type from the chart, but its declaration would contain
// generics that change between releases of XState. The compiler checks in volumeMigrate.ts that both are equal.

/** A state without states of its own. */
type Atomic = Record<never, never>;

// The reads of `migrate` and `retype`.
type ReadingUsers = {
  gettingVolume: Atomic;
  listingAttachments: Atomic;
  listingHolders: Atomic;
  listingSnapshots: Atomic;
  askingAttached: Atomic;
  gettingServers: Atomic;
  listingMovesOfServers: Atomic;
};

/** The states of the chart, as XState's `setup` takes them; `snapshot.value` and `snapshot.matches` are typed by it. */
export type VolumeMigrateStates = {
  askingMigrationType: Atomic;
  cold: {
    states: {
      gettingVolume: Atomic;
      listingAttachments: Atomic;
      listingHolders: Atomic;
      listingSnapshots: Atomic;
      askingDetachedWithoutSnapshots: Atomic;
      askingDestination: Atomic;
      migrating: {
        states: {
          askingDifferentNode: Atomic;
          gettingPools: Atomic;
          gettingVolumeType: Atomic;
          askingSameVolumeType: Atomic;
          askingRoom: Atomic;
          requestingMigration: Atomic;
          watchingMigration: Atomic;
        };
      };
      retyping: {
        states: {
          gettingVolumeType: Atomic;
          askingDifferentVolumeType: Atomic;
          gettingTypeDetails: Atomic;
          askingVolumeTypeAllowed: Atomic;
          listingPools: Atomic;
          askingPlace: Atomic;
          gettingQuotas: Atomic;
          askingQuota: Atomic;
          requestingRetype: Atomic;
          watchingRetype: Atomic;
        };
      };
    };
  };
  swap: {
    states: {
      askingDestinationType: Atomic;
      gettingVolume: Atomic;
      listingAttachments: Atomic;
      listingHolders: Atomic;
      gettingServers: Atomic;
      askingAttachedToActiveServer: Atomic;
      gettingVolumeType: Atomic;
      gettingTypeDetails: Atomic;
      askingVolumeTypeAllowed: Atomic;
      listingSnapshots: Atomic;
      listingPools: Atomic;
      choosingMethod: Atomic;
      probingSwap: Atomic;
      gettingQuotas: Atomic;
      askingNewVolumePlace: Atomic;
      askingReplaceable: Atomic;
      updatingAttachment: {
        states: {
          creatingTemporaryUser: Atomic;
          grantingRole: Atomic;
          creatingDestinationVolume: Atomic;
          watchingDestinationVolume: Atomic;
          listingMessages: Atomic;
          copyingAttributes: Atomic;
          swappingVolume: Atomic;
          watchingSwap: Atomic;
          watchingRollback: Atomic;
          verifyingSwap: Atomic;
          deletingSourceVolume: Atomic;
          watchingSourceDeletion: Atomic;
          unmarkingDestinationVolume: Atomic;
          deletingTemporaryUser: Atomic;
        };
      };
      retypingInUse: {
        states: {
          deletingTemporaryUser: Atomic;
          askingDifferentVolumeType: Atomic;
          askingPlace: Atomic;
          gettingQuotas: Atomic;
          askingQuota: Atomic;
          requestingRetype: Atomic;
          watchingRetype: Atomic;
          settling: Atomic;
        };
      };
    };
  };
  migrate: {
    states: ReadingUsers & {
      askingDestinationNode: Atomic;
      askingMovable: Atomic;
      askingDifferentNode: Atomic;
      gettingPools: Atomic;
      askingPoolNamed: Atomic;
      gettingVolumeType: Atomic;
      askingSameVolumeType: Atomic;
      askingRoom: Atomic;
      askingInUse: Atomic;
      requestingMigration: Atomic;
      watchingMigration: Atomic;
      settling: Atomic;
    };
  };
  retype: {
    states: ReadingUsers & {
      askingDestinationType: Atomic;
      askingMovable: Atomic;
      gettingVolumeType: Atomic;
      askingDifferentVolumeType: Atomic;
      gettingTypeDetails: Atomic;
      askingVolumeTypeAllowed: Atomic;
      listingPools: Atomic;
      askingInUse: Atomic;
    };
  };
  verifying: {
    states: {
      askingAttached: Atomic;
      watchingAttachment: Atomic;
      gettingServers: Atomic;
      watchingSourceCopies: Atomic;
    };
  };
  explaining: {
    states: {
      listingPools: Atomic;
      listingOrphans: Atomic;
    };
  };
  comparing: {
    states: {
      gettingVolume: Atomic;
      askingRetypeAccepted: Atomic;
      gettingQuotas: Atomic;
    };
  };
  cleaningUp: {
    states: {
      askingDestinationVolume: Atomic;
      deletingDestinationVolume: Atomic;
      askingTemporaryUser: Atomic;
      deletingTemporaryUser: Atomic;
      askingFailure: Atomic;
    };
  };
  succeeded: Atomic;
  failed: Atomic;
  cancelled: Atomic;
};
