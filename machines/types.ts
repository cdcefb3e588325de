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
}

export interface Attachment {
  readonly attachmentId: string | null;
  readonly serverId: string;
  readonly device: string | null;
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
  readonly multiattach: boolean;
  readonly readonly: boolean;
  readonly groupId: string | null;
  readonly replicationStatus: string | null;
  /** The user's metadata; without what Cinder merges in (`readonly`, `attached_mode`). */
  readonly metadata: Readonly<Record<string, string>>;
  readonly imageMetadata: Readonly<Record<string, string>>;
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

export interface VolumeType {
  readonly id: string;
  readonly name: string;
  /** Null for a spec without a value. */
  readonly extraSpecs: Readonly<Record<string, string | null>>;
}

/** A scheduler pool; capabilities as the backend reports them. */
export interface Pool {
  /** `host@backend#pool`. */
  readonly name: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
}

export interface Server {
  readonly id: string;
  readonly name: string;
  /** `OS-EXT-STS:vm_state`: active, paused, resized, stopped … */
  readonly vmState: string;
  /** `OS-EXT-STS:task_state`. */
  readonly taskState: string | null;
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
  readonly kind: 'volume' | 'user' | 'migration';
  readonly id: string;
  readonly why: string;
}

export type Did = 'migrate' | 'retype' | 'swap';

export interface Place {
  readonly host: string | null;
  readonly type: string | null;
}

export type Status = 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
