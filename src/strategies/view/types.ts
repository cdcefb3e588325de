// A read-only view of a cloud: what a strategy plans from. Plain data, so it can be saved to a file.
import type {
  AttachmentRecord,
  Pool,
  Quota,
  Server,
  Volume,
  VolumeService,
  VolumeType,
} from '../../../machines/types.ts';

/** A volume type with everything that decides who may use it, and for what. */
export interface ViewVolumeType extends VolumeType {
  /** IDs of the projects that may use a private type; null for a public one, and if the cloud does not show them. */
  readonly projectIds: readonly string[] | null;
  /** Such as `luks`; null if its volumes are plain. */
  readonly encryptionProvider: string | null;
  /** QoS that the hypervisor applies, in words; null if there is none. */
  readonly frontEndQos: string | null;
}

/** A snapshot. */
export interface ViewSnapshot {
  readonly id: string;
  readonly volumeId: string;
}

/** Cinder's own record of an attachment. */
export interface ViewAttachment extends AttachmentRecord {
  readonly volumeId: string;
}

/** A cloud as it was at one moment. The order of its lists means nothing. */
export interface CloudView {
  readonly version: 1;
  /** Keystone URL. */
  readonly cloud: string;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly volumes: readonly Volume[];
  readonly types: readonly ViewVolumeType[];
  /** The pools that the scheduler may use: those of down, disabled and frozen services are absent. */
  readonly pools: readonly Pool[];
  readonly services: readonly VolumeService[];
  readonly servers: readonly Server[];
  readonly snapshots: readonly ViewSnapshot[];
  readonly attachments: readonly ViewAttachment[];
  /** By ID of the project. */
  readonly quotas: Readonly<Record<string, readonly Quota[]>>;
}
