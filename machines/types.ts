// The data that the chart knows: what a volume, a server, a pool is to it. Names are OpenStack's, camel-cased.

export type SwapMethod = 'auto' | 'attachment' | 'retype';

/** The action's parameters, as the specification has them, plus how a swap is to be done. */
export interface Parameters {
  readonly resourceId: string;
  /** `cold` or `swap`; anything else is answered by the chart's first question. */
  readonly migrationType: string;
  /** `host@backend#pool`. */
  readonly destinationNode: string | null;
  /** Name or id of a volume type. */
  readonly destinationType: string | null;
  readonly swapMethod: SwapMethod;
  /** A plain volume may become an encrypted one, and the other way round. */
  readonly allowEncryptionChange: boolean;
}

export interface Attachment {
  readonly attachmentId: string | null;
  /** Empty where a host, not a server, holds the volume. */
  readonly serverId: string;
  readonly device: string | null;
  /** Shown to admins; of a bare host, all that names it. */
  readonly hostName: string | null;
}

/** A row of Cinder's attachments: there may be more of them than the volume shows. */
export interface AttachmentRecord {
  readonly id: string;
  /** `attached`, `reserved`, `attaching`, `detaching` … */
  readonly status: string;
  /** Empty where no server is named. */
  readonly serverId: string;
}

/** A Cinder volume as an admin sees it. */
export interface Volume {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly status: string;
  readonly sizeGib: number;
  readonly volumeType: string | null;
  /** Null below microversion 3.63. */
  readonly volumeTypeId: string | null;
  /** `host@backend#pool`; null for those who are not admin, and before a volume is scheduled. */
  readonly host: string | null;
  readonly clusterName: string | null;
  readonly migrationStatus: string | null;
  readonly availabilityZone: string | null;
  readonly projectId: string;
  readonly attachments: readonly Attachment[];
  readonly bootable: boolean;
  readonly encrypted: boolean;
  /** How an encrypted volume is encrypted, as `luks`; null for a plain one, and where Cinder does not say. */
  readonly encryptionProvider: string | null;
  readonly multiattach: boolean;
  readonly readonly: boolean;
  readonly groupId: string | null;
  readonly replicationStatus: string | null;
  /**
   * The keys of the owner's metadata, sorted; without those that Cinder merges in (`readonly`, `attached_mode`).
   * The values may be secrets: they are in no event and no journal.
   */
  readonly metadataKeys: readonly string[];
  /** The keys of the image's metadata, sorted. */
  readonly imageMetadataKeys: readonly string[];
  /** The run that the metadata key `volume-migrate:run` names; Cinder and owners may have copied it from another volume. */
  readonly runMark: string | null;
  /** Keys of the owner's metadata that Cinder's schema refuses to set, for the key or for the length of the value. */
  readonly refusedMetadata: readonly string[];
  /** The same of the image metadata, of which later releases take longer values. */
  readonly refusedImageMetadata: readonly string[];
  /** What it was made from. */
  readonly snapshotId: string | null;
  readonly sourceVolumeId: string | null;
  readonly createdAt: string;
  /** When Cinder last changed it, by Cinder's clock; null where it never did. */
  readonly updatedAt: string | null;
}

/**
 * What a volume's row showed at some time. A reading that shows the same, or is older, may be a stale one: a database
 * or a process that lags behind.
 */
export type VolumeState = Pick<
  Volume,
  'status' | 'migrationStatus' | 'host' | 'clusterName' | 'volumeType' | 'volumeTypeId' | 'updatedAt'
>;

/** What an owner may change of a volume at any time. */
export type Naming = Pick<Volume, 'name' | 'description' | 'metadataKeys'>;

export interface VolumeType {
  readonly id: string;
  readonly name: string;
  /** Null for a spec without a value. */
  readonly extraSpecs: Readonly<Record<string, string | null>>;
  readonly isPublic: boolean;
  /** Null without QoS. */
  readonly qosSpecsId: string | null;
}

/** What a destination type means for a volume: rights, encryption, QoS. */
export interface VolumeTypeDetails {
  /** May the volume's project use the type? */
  readonly hasAccess: boolean;
  /** As `luks`; null where volumes of the type are plain. */
  readonly encryptionProvider: string | null;
  /** QoS that the hypervisor applies, of the volume's own type and of the destination; null without. */
  readonly frontEndQos: { readonly own: string | null; readonly destination: string | null };
}

/** What a project may still use of Cinder's quota; null without a limit. */
export interface Quota {
  readonly name: string;
  readonly limit: number | null;
  readonly inUse: number;
  readonly reserved: number;
}

/** A scheduler pool; capabilities as the backend reports them. */
export interface Pool {
  /** `host@backend#pool`. */
  readonly name: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** The zone of its service; null where it is not known. */
  readonly availabilityZone: string | null;
}

export interface Server {
  readonly id: string;
  readonly name: string;
  /** `OS-EXT-STS:vm_state`: active, paused, resized, stopped … */
  readonly vmState: string;
  /** `OS-EXT-STS:task_state`. */
  readonly taskState: string | null;
  /** Its owner has locked it; false where Nova does not say. */
  readonly locked: boolean;
  /** Ids of the volumes that Nova has attached to it. */
  readonly volumeIds: readonly string[];
}

/** Nova's work on an attached volume that Cinder moves, and the row that it is moved to. */
export interface MoveSighting {
  /** Null when Cinder answers 404. */
  readonly volume: Volume | null;
  /** The row with `migration_status target:<volume>`; null where there is none. */
  readonly target: Volume | null;
  /** Of the server's instance actions `swap_volume` since the run began: which volume they are of is not known. `none` where there is none. */
  readonly swap: 'none' | 'running' | 'Success' | 'Error';
}

/** What can be seen of a direct swap: the four signs are read from this. */
export interface SwapSighting {
  /** Null when Cinder answers 404. */
  readonly source: Volume | null;
  readonly destination: Volume | null;
  /** Ids that Nova's attachment list of the server shows. */
  readonly attachedVolumeIds: readonly string[];
  /** Result of the event `compute_swap_volume`; null while it runs, or where no such event is found. */
  readonly result: 'Success' | 'Error' | null;
}

/** A temporary row that Cinder deletes after a move ("migration src for …"). */
export interface SourceCopy {
  readonly id: string;
  readonly status: string;
}

export interface TemporaryUser {
  readonly id: string;
  readonly name: string;
}

/** How long to wait, in milliseconds. Left out: from the volume's size (see `copyLimits`). */
export interface Limits {
  /** Nothing has changed for so long. */
  readonly stallAfterMs?: number;
  /** In all, for one wait. */
  readonly deadlineMs?: number;
  /** For what should take a moment: an attachment that comes back, a copy that Cinder deletes. */
  readonly settleMs?: number;
}

/** The limits of one wait. */
export interface WatchLimits {
  readonly stallAfterMs: number;
  readonly deadlineMs: number;
}

/** An error as data, so that it survives an event, a journal and a snapshot. Never holds a secret. */
export interface Fault {
  readonly name: string;
  /** Stable; code branches on this alone. */
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly string[];
  /** HTTP status where a service answered. */
  readonly status: number | null;
  /** The service's own request id. */
  readonly requestId: string | null;
  /** True where a changing call may have had its effect although no answer says so. */
  readonly uncertain: boolean;
}

export interface Leftover {
  /** `reservation`: quota that a failed request keeps; its id is that of the project. */
  readonly kind: 'volume' | 'user' | 'migration' | 'reservation';
  readonly id: string;
  readonly why: string;
}

export type Did = 'migrate' | 'retype' | 'swap';

export interface Place {
  readonly host: string | null;
  readonly type: string | null;
}

export type Status = 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
