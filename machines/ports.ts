// The calls that the chart makes and the things it watches: names and types here, implementations in services/.
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
export type Call<Input, Output> = (input: Input, signal: AbortSignal) => Promise<Output>;

export interface Ports {
  /** Cinder: the volume. Code `VolumeNotFound` where there is none. */
  readonly getVolume: Call<{ volumeId: string }, Volume>;
  /** Cinder: every attachment record of the volume, the hidden ones too. */
  readonly listAttachments: Call<{ volumeId: string }, readonly AttachmentRecord[]>;
  /** Nova: the servers of the project that have the volume, as Nova shows it. */
  readonly listHolders: Call<{ volumeId: string; projectId: string }, readonly Server[]>;
  /** Cinder: ids of the volume's snapshots, in any project. */
  readonly listSnapshots: Call<{ volumeId: string }, readonly string[]>;
  /** Cinder: the pools that `host@backend[#pool]` names. Code `PoolNotFound`, reasons name the known ones. */
  readonly getPools: Call<{ destinationNode: string }, readonly Pool[]>;
  /** Cinder: a type by id or name, private ones too. Code `VolumeTypeNotFound`, reasons name the known ones. */
  readonly getVolumeType: Call<{ nameOrId: string }, VolumeType>;
  /** Cinder: who may use the type, whether its volumes are encrypted, and how its QoS differs from the volume's. */
  readonly getTypeDetails: Call<{ volume: Volume; destinationType: VolumeType }, VolumeTypeDetails>;
  /** Cinder: the project's quotas that a volume of this type counts for. */
  readonly getQuotas: Call<{ projectId: string; typeName: string }, readonly Quota[]>;
  /** Cinder: all pools, with the zones of their services. */
  readonly listPools: Call<Record<string, never>, readonly Pool[]>;
  /** Cinder os-migrate_volume. `before` is the volume as it was, to tell after a lost answer whether it began. */
  readonly requestMigration: Call<{ before: Volume; destinationNode: string }, null>;
  /** Cinder os-retype, on-demand. */
  readonly requestRetype: Call<{ before: Volume; destinationType: string }, null>;
  /**
   * Cinder: what a failed move left. `isTarget`: Cinder itself says so (`migration_status target:<volume>`);
   * else an unused volume of the same project, name and size, made since about when the run began.
   */
  readonly listOrphans: Call<
    { volume: Volume; since: string },
    readonly { readonly id: string; readonly isTarget: boolean }[]
  >;
  /** Nova: the servers that exist of those asked for, one after another. */
  readonly getServers: Call<{ serverIds: readonly string[] }, readonly Server[]>;
  /** Nova: an attachment update to a volume that does not exist. Changes nothing, and tells whether Nova is guarded. */
  readonly probeSwap: Call<
    { serverId: string; volumeId: string },
    | { directSwap: 'taken' }
    | { directSwap: 'refused'; status: number; message: string; requestId: string | null }
  >;
  /** Keystone: a user of the run's name; the password stays in the service's memory. */
  readonly createTemporaryUser: Call<{ runId: string; projectId: string }, TemporaryUser>;
  /** Keystone: the least role for the temporary user in the volume's project. */
  readonly grantRole: Call<{ userId: string; projectId: string }, null>;
  /** Cinder, as the temporary user: a volume like the source, of the destination type, marked with the run's id. */
  readonly createDestinationVolume: Call<
    { runId: string; user: TemporaryUser; source: Volume; destinationType: string },
    { volumeId: string }
  >;
  /** Cinder: why a volume could not be made, in its own words (messages API). */
  readonly listMessages: Call<{ volumeId: string; projectId: string }, readonly string[]>;
  /** Cinder: bootable flag, image metadata, read-only flag. */
  readonly copyAttributes: Call<{ source: Volume; destinationVolumeId: string }, null>;
  /** Nova: "Update a volume attachment", with the admin's token. */
  readonly swapVolume: Call<
    { serverId: string; sourceVolumeId: string; destinationVolumeId: string },
    { requestId: string }
  >;
  /**
   * Cinder: delete the source of a proven swap, where it is still as the first proof has seen it. What its owner has
   * changed since `before` (name, description, metadata) is carried over to the destination first.
   */
  readonly deleteSourceVolume: Call<{ source: Volume; before: Volume; destinationVolumeId: string }, null>;
  /** Cinder: delete the destination of a swap that never was, after a look that proves it unused. */
  readonly deleteDestinationVolume: Call<{ runId: string; volumeId: string }, null>;
  /** Cinder: take the run's mark off the volume that stays; where the owner had a value of that key, it comes back. */
  readonly unmarkDestinationVolume: Call<{ volumeId: string; ownersKeys: readonly string[] }, null>;
  /** Keystone: delete the temporary user; one that is gone already is fine. */
  readonly deleteTemporaryUser: Call<{ userId: string }, null>;
}

export interface SwapToWatch {
  readonly serverId: string;
  readonly sourceVolumeId: string;
  readonly destinationVolumeId: string;
  readonly requestId: string;
}

/** What an observer tells, besides what it sees. */
export type WatchEvent =
  /** No change for so long. The observer goes on. */
  | { readonly type: 'watch.stalled'; readonly forMs: number }
  /** The wait's whole time is over. The observer has stopped. */
  | { readonly type: 'watch.deadline'; readonly afterMs: number; readonly lastFault: Fault | null }
  /** The cloud refuses to be asked (not a passing fault). The observer has stopped. */
  | { readonly type: 'watch.failed'; readonly fault: Fault };

export type VolumeSeen = { readonly type: 'volume.seen'; readonly volume: Volume | null };
export type MoveSeen = { readonly type: 'move.seen'; readonly move: MoveSighting };
export type SwapSeen = { readonly type: 'swap.seen'; readonly swap: SwapSighting };
export type SourceCopiesSeen = { readonly type: 'sourceCopies.seen'; readonly copies: readonly SourceCopy[] };

/** Sends what it sees at first and whenever that changes, until `signal` aborts. */
export type Watch<Input, Seen> = (
  input: Input & { readonly limits: WatchLimits },
  send: (event: Seen | WatchEvent) => void,
  signal: AbortSignal,
) => void;

export interface Observers {
  /**
   * `before`: the volume as it was before the change that is watched, null where it was not there yet. `known`: as it
   * was last seen. A reading that shows what was there before, or is older than what is known, may be stale: it is
   * sent only when it has come again and again for some seconds. Left out: every reading is a fresh one.
   */
  readonly watchVolume: Watch<
    { volumeId: string; before?: VolumeState | null; known?: VolumeState | null },
    VolumeSeen
  >;
  /** Cinder and Nova together, while they end the move of an attached volume. */
  readonly watchMove: Watch<
    {
      volumeId: string;
      projectId: string;
      serverId: string;
      /** When the run began: what Nova began before is not of it. */
      since: string;
      before: VolumeState;
      known: VolumeState | null;
    },
    MoveSeen
  >;
  readonly watchSwap: Watch<{ swap: SwapToWatch }, SwapSeen>;
  /** The rows named "migration src for <volume>" with migration_status deleting. */
  readonly watchSourceCopies: Watch<{ volumeId: string; projectId: string }, SourceCopiesSeen>;
}
