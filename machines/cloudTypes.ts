// What the chart sees of a cloud: volumes, types, pools, services, servers. Names are OpenStack's, in camel case.

/** An attachment as a volume shows it. */
export interface Attachment {
  readonly attachmentId: string | null;
  /** Empty if a host, not a server, holds the volume. */
  readonly serverId: string;
  readonly device: string | null;
  /** Shown to admins only; the only name of a bare host. */
  readonly hostName: string | null;
}

/** A row of Cinder's attachments: there may be more of them than the volume shows. */
export interface AttachmentRecord {
  readonly id: string;
  /** `attached`, `reserved`, `attaching`, `detaching` … */
  readonly status: string;
  /** Empty if no server is named. */
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
  /** `host@backend#pool`; null if the user is not an admin, and before the volume is scheduled. */
  readonly host: string | null;
  readonly clusterName: string | null;
  /**
   * Whether the cinder-volume service of its host responds, when a run first reads the volume; null if that is not known.
   * Absent in records of earlier versions.
   */
  readonly isServiceUp?: boolean | null;
  readonly migrationStatus: string | null;
  readonly availabilityZone: string | null;
  readonly projectId: string;
  readonly attachments: readonly Attachment[];
  readonly bootable: boolean;
  readonly encrypted: boolean;
  /**
   * How an encrypted volume is encrypted, such as `luks`; null for a plain one, and if Cinder does not say.
   */
  readonly encryptionProvider: string | null;
  readonly multiattach: boolean;
  readonly readonly: boolean;
  readonly groupId: string | null;
  readonly replicationStatus: string | null;
  /**
   * The keys of the owner's metadata, sorted; without those that Cinder merges in (`readonly`,
   * `attached_mode`). The values may be secrets: no event and no journal contains them.
   */
  readonly metadataKeys: readonly string[];
  /** The keys of the image's metadata, sorted. */
  readonly imageMetadataKeys: readonly string[];
  /**
   * The run that the metadata key `volume-migrate:run` names; Cinder and owners may have copied it from
   * another volume.
   */
  readonly runMark: string | null;
  /**
   * Keys of the owner's metadata that Cinder's schema rejects, because of the key or the length of the value.
   */
  readonly refusedMetadata: readonly string[];
  /** The same for the image metadata, whose values may be longer in later releases. */
  readonly refusedImageMetadata: readonly string[];
  /** The snapshot that the volume was created from. */
  readonly snapshotId: string | null;
  readonly sourceVolumeId: string | null;
  readonly createdAt: string;
  /** When Cinder last changed it, by Cinder's clock; null if it never did. */
  readonly updatedAt: string | null;
}

/**
 * What a volume's row showed at some time. A reading that shows the same, or is older, may be stale: a
 * database or a process may lag behind.
 */
export type VolumeState = Pick<
  Volume,
  'status' | 'migrationStatus' | 'host' | 'clusterName' | 'volumeType' | 'volumeTypeId' | 'updatedAt'
>;

/** What an owner may change on a volume at any time. */
export type Naming = Pick<Volume, 'name' | 'description' | 'metadataKeys'>;

/** A volume type. */
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
  /** Whether the volume's project may use the type. */
  readonly hasAccess: boolean;
  /** Such as `luks`; null if volumes of the type are plain. */
  readonly encryptionProvider: string | null;
  /**
   * QoS that the hypervisor applies, for the volume's own type and for the destination; null if there is
   * none.
   */
  readonly frontEndQos: { readonly own: string | null; readonly destination: string | null };
}

/** One of a project's Cinder quotas. `limit` is null if there is none. */
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
  /** The zone of its service; null if unknown. */
  readonly availabilityZone: string | null;
}

/** A `cinder-volume` service. */
export interface VolumeService {
  /** `host@backend`. */
  readonly host: string;
  /** Null if it belongs to none. */
  readonly cluster: string | null;
  readonly availabilityZone: string | null;
  /** Whether it responds. A service that has just died still counts as up for a minute or so. */
  readonly isUp: boolean;
  readonly isEnabled: boolean;
  readonly disabledReason: string | null;
  readonly isFrozen: boolean;
}

/** A Nova server. */
export interface Server {
  readonly id: string;
  readonly name: string;
  /** `OS-EXT-STS:vm_state`: active, paused, resized, stopped … */
  readonly vmState: string;
  /** `OS-EXT-STS:task_state`. */
  readonly taskState: string | null;
  /** Whether the server is locked; false if Nova does not say. */
  readonly locked: boolean;
  /** IDs of the volumes that Nova has attached to it. */
  readonly volumeIds: readonly string[];
}

/** Nova's work on an attached volume that Cinder moves, and the row that it is moved to. */
export interface MoveSighting {
  /** Null if Cinder responds 404. */
  readonly volume: Volume | null;
  /** The row with `migration_status target:<volume>`; null if there is none. */
  readonly target: Volume | null;
  /**
   * The server's instance actions `swap_volume` since the run started; Nova does not say which volume they
   * concern. `none` if there is none.
   */
  readonly swap: 'none' | 'running' | 'Success' | 'Error';
}

/** What can be read of a direct swap; the four signs are derived from this. */
export interface SwapSighting {
  /** Null if Cinder responds 404. */
  readonly source: Volume | null;
  readonly destination: Volume | null;
  /** IDs in Nova's attachment list of the server. */
  readonly attachedVolumeIds: readonly string[];
  /** Result of the event `compute_swap_volume`; null while it runs, or if no such event is found. */
  readonly result: 'Success' | 'Error' | null;
}

/** A temporary row that Cinder deletes after a move ("migration src for …"). */
export interface SourceCopy {
  readonly id: string;
  readonly status: string;
}

/** The Keystone user that a run creates for a swap. */
export interface TemporaryUser {
  readonly id: string;
  readonly name: string;
}
