// The calls and watches of the chart: names and types here, implementations in services/.
import type {
  AttachmentRecord,
  Fault,
  MoveSighting,
  Pool,
  Quota,
  Server,
  SourceCopy,
  SwapSighting,
  TemporaryUser,
  Volume,
  VolumeState,
  VolumeType,
  VolumeTypeDetails,
  WatchLimits,
} from './types.ts';

/** One call. Rejects with a `Fault` (plain data). */
export type PortCall<Input, Output> = (input: Input, signal: AbortSignal) => Promise<Output>;

/** The calls of the chart, each of which is one promise actor. */
export interface Ports {
  /**
   * Cinder: the volume. Code `VolumeNotFound` if there is none. `withoutService`: the state of its service is not asked
   * for, and `isServiceUp` is null.
   */
  readonly getVolume: PortCall<{ volumeId: string; withoutService?: boolean }, Volume>;
  /** Cinder: every attachment record of the volume, including the hidden ones. */
  readonly listAttachments: PortCall<{ volumeId: string }, readonly AttachmentRecord[]>;
  /** Nova: the servers of the project that hold the volume, according to Nova. */
  readonly listHolders: PortCall<{ volumeId: string; projectId: string }, readonly Server[]>;
  /** Cinder: IDs of the volume's snapshots, in any project. */
  readonly listSnapshots: PortCall<{ volumeId: string }, readonly string[]>;
  /**
   * Cinder: the pools that `host@backend[#pool]` names. Code `PoolNotFound`; its reasons name the existing
   * ones.
   */
  readonly getPools: PortCall<{ destinationNode: string }, readonly Pool[]>;
  /**
   * Cinder: a type by ID or name, including private ones. Code `VolumeTypeNotFound`; its reasons name the
   * existing ones.
   */
  readonly getVolumeType: PortCall<{ nameOrId: string }, VolumeType>;
  /**
   * Cinder: who may use the type, whether its volumes are encrypted, and how its QoS differs from the
   * volume's.
   */
  readonly getTypeDetails: PortCall<{ volume: Volume; destinationType: VolumeType }, VolumeTypeDetails>;
  /** Cinder: the project's quotas that a volume of this type counts against. */
  readonly getQuotas: PortCall<{ projectId: string; typeName: string }, readonly Quota[]>;
  /** Cinder: all pools, with the zones of their services. */
  readonly listPools: PortCall<Record<string, never>, readonly Pool[]>;
  /**
   * Cinder os-migrate_volume. `before` is the volume before the call: if the response is lost, it shows
   * whether the move started.
   */
  readonly requestMigration: PortCall<{ before: Volume; destinationNode: string }, null>;
  /** Cinder os-retype, on-demand. */
  readonly requestRetype: PortCall<{ before: Volume; destinationType: string }, null>;
  /**
   * Cinder: what a failed move left. `isTarget`: Cinder itself says so (`migration_status target:<volume>`);
   * otherwise an unused volume of the same project, name and size, created at about the time when the run
   * started.
   */
  readonly listOrphans: PortCall<
    { volume: Volume; since: string },
    readonly { readonly id: string; readonly isTarget: boolean }[]
  >;
  /** Nova: those of the given servers that exist, requested one after another. */
  readonly getServers: PortCall<{ serverIds: readonly string[] }, readonly Server[]>;
  /** Cinder: IDs of the servers' other volumes that Cinder is moving. */
  readonly listMovesOfServers: PortCall<
    { volumeId: string; projectId: string; serverIds: readonly string[] },
    readonly string[]
  >;
  /**
   * Nova: an attachment update to a volume that does not exist. Changes nothing, and shows whether Nova
   * rejects direct swaps.
   */
  readonly probeSwap: PortCall<
    { serverId: string; volumeId: string },
    | { directSwap: 'taken' }
    | { directSwap: 'refused'; status: number; message: string; requestId: string | null }
  >;
  /** Keystone: a user named after the run; the password stays in the service's memory. */
  readonly createTemporaryUser: PortCall<{ runId: string; projectId: string }, TemporaryUser>;
  /** Keystone: the least role for the temporary user in the volume's project. */
  readonly grantRole: PortCall<{ userId: string; projectId: string }, null>;
  /**
   * Cinder, as the temporary user: a volume like the source, of the destination type, marked with the run's
   * ID.
   */
  readonly createDestinationVolume: PortCall<
    { runId: string; user: TemporaryUser; source: Volume; destinationType: string },
    { volumeId: string }
  >;
  /** Cinder: why a volume could not be created, in Cinder's own words (messages API). */
  readonly listMessages: PortCall<{ volumeId: string; projectId: string }, readonly string[]>;
  /** Cinder: bootable flag, image metadata, read-only flag. */
  readonly copyAttributes: PortCall<{ source: Volume; destinationVolumeId: string }, null>;
  /** Nova: "Update a volume attachment", with the admin's token. */
  readonly swapVolume: PortCall<
    { serverId: string; sourceVolumeId: string; destinationVolumeId: string },
    { requestId: string }
  >;
  /**
   * Cinder: delete the source of a proven swap, if it is unchanged since the first proof. What its owner has
   * changed since `before` (name, description, metadata) is carried over to the destination first.
   */
  readonly deleteSourceVolume: PortCall<
    { source: Volume; before: Volume; destinationVolumeId: string },
    null
  >;
  /** Cinder: delete the destination of a swap that never happened, after a check that proves it unused. */
  readonly deleteDestinationVolume: PortCall<{ runId: string; volumeId: string }, null>;
  /**
   * Cinder: remove the run's mark from the volume that stays; if the owner had a value under that key, it is
   * restored.
   */
  readonly unmarkDestinationVolume: PortCall<{ volumeId: string; ownersKeys: readonly string[] }, null>;
  /** Keystone: delete the temporary user; succeeds if the user is already gone. */
  readonly deleteTemporaryUser: PortCall<{ userId: string }, null>;
}

/** The swap to watch; `requestId` is Nova's, which identifies the instance action. */
export interface SwapToWatch {
  readonly serverId: string;
  readonly sourceVolumeId: string;
  readonly destinationVolumeId: string;
  readonly requestId: string;
}

/** What a watch reports, besides what it reads. */
export type WatchEvent =
  /** Nothing has changed for `forMs` milliseconds. The watch continues. */
  | { readonly type: 'watch.stalled'; readonly forMs: number }
  /** The deadline has passed. The watch has stopped. */
  | { readonly type: 'watch.deadline'; readonly afterMs: number; readonly lastFault: Fault | null }
  /** The cloud refuses the reads permanently. The watch has stopped. */
  | { readonly type: 'watch.failed'; readonly fault: Fault };

/** A reading of the volume; null if it is gone. */
export type VolumeSeen = { readonly type: 'volume.seen'; readonly volume: Volume | null };
/** A reading of the end of a move. */
export type MoveSeen = { readonly type: 'move.seen'; readonly move: MoveSighting };
/** A reading of a direct swap. */
export type SwapSeen = { readonly type: 'swap.seen'; readonly swap: SwapSighting };
/** A reading of the temporary rows that Cinder is deleting. */
export type SourceCopiesSeen = { readonly type: 'sourceCopies.seen'; readonly copies: readonly SourceCopy[] };

/** Sends its first reading and every change until `signal` aborts. */
export type PortWatch<Input, Seen> = (
  input: Input & { readonly limits: WatchLimits },
  send: (event: Seen | WatchEvent) => void,
  signal: AbortSignal,
) => void;

/** The watches of the chart, each of which is one callback actor. */
export interface Watches {
  /**
   * `before`: the volume as it was before the change that is watched, null if it did not exist yet. `known`:
   * the volume as last read. A reading that shows the state before, or is older than `known`, may be stale:
   * it is sent only after it has been repeated for some seconds. Without them every reading counts as fresh.
   */
  readonly watchVolume: PortWatch<
    { volumeId: string; before?: VolumeState | null; known?: VolumeState | null },
    VolumeSeen
  >;
  /** Cinder and Nova together, while they complete the move of an attached volume. */
  readonly watchMove: PortWatch<
    {
      volumeId: string;
      projectId: string;
      serverId: string;
      /** When the run started: what Nova started before that is not part of it. */
      since: string;
      before: VolumeState;
      known: VolumeState | null;
    },
    MoveSeen
  >;
  /** Cinder and Nova together, for the four signs of a direct swap. */
  readonly watchSwap: PortWatch<{ swap: SwapToWatch }, SwapSeen>;
  /** The rows named "migration src for <volume>" with migration_status deleting. */
  readonly watchSourceCopies: PortWatch<{ volumeId: string; projectId: string }, SourceCopiesSeen>;
}
