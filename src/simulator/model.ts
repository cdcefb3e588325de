// The data of Cinder and Nova.
import type { AttachmentTable } from './attachmentTable.ts';
import type {
  ApplicationCredential,
  Domain,
  Project,
  Role,
  RoleAssignment,
  Token,
  User,
} from './identity/model.ts';
import type { Backend, Pool } from './poolModel.ts';

export type * from './identity/model.ts';
export type * from './poolModel.ts';

/** The encryption of a type, as GET /types/{id}/encryption shows it. */
export interface TypeEncryption {
  id: string;
  provider: string;
  controlLocation: string;
  cipher: string | null;
  keySize: number | null;
  createdAt: number;
}

export interface QosSpecs {
  id: string;
  name: string;
  /** Who applies the specs: Nova (front-end), the backend, or both. */
  consumer: 'front-end' | 'back-end' | 'both';
  specs: Record<string, string>;
}

export interface VolumeType {
  id: string;
  name: string;
  description: string | null;
  isPublic: boolean;
  extraSpecs: Record<string, string>;
  /** The ID of a row of `qosSpecs`. One of front-end or both may not change while the volume is in use. */
  qosSpecsId: string | null;
  encryption: TypeEncryption | null;
  /** IDs of the projects that may use it if it is not public. */
  access: Set<string>;
}

/** A row of Cinder's volumes table. `order` is the order of lists: newest first. */
export interface Volume {
  id: string;
  order: number;
  projectId: string;
  userId: string;
  name: string | null;
  description: string | null;
  sizeGib: number;
  status: string;
  previousStatus: string | null;
  migrationStatus: string | null;
  nameId: string | null;
  host: string | null;
  clusterName: string | null;
  typeId: string | null;
  availabilityZone: string;
  /** Cinder's attach_status: `attached` or `detached`, stored beside the attachment rows. */
  attached: boolean;
  bootable: boolean;
  multiattach: boolean;
  encrypted: boolean;
  metadata: Record<string, string>;
  adminMetadata: Record<string, string>;
  imageMetadata: Record<string, string>;
  consumesQuota: boolean;
  snapshotId: string | null;
  sourceVolumeId: string | null;
  groupId: string | null;
  replicationStatus: string | null;
  serviceUuid: string | null;
  sharedTargets: boolean;
  createdAt: number;
  updatedAt: number | null;
}

/** A row of Cinder's volume_attachment table. Only `attached` ones show in a volume. */
export interface Attachment {
  id: string;
  volumeId: string;
  serverId: string | null;
  hostName: string | null;
  device: string | null;
  status: 'reserved' | 'attaching' | 'attached';
  /** Null until a connector is known, unless the reservation named it. */
  mode: 'rw' | 'ro' | null;
  /** `none` for a row that os-attach created: Cinder has no connection for it, and shows none. */
  connection?: 'none';
  attachedAt: number | null;
}

export interface Snapshot {
  id: string;
  order: number;
  volumeId: string;
  projectId: string;
  userId: string;
  name: string | null;
  description: string | null;
  status: string;
  sizeGib: number;
  metadata: Record<string, string>;
  createdAt: number;
  updatedAt: number | null;
}

/** A row of Nova's block_device_mapping: what the server itself thinks is attached. */
export interface BlockDevice {
  uuid: string;
  volumeId: string;
  attachmentId: string | null;
  device: string;
  tag: string | null;
  deleteOnTermination: boolean;
  bootIndex: number | null;
}

export interface ActionEvent {
  event: string;
  startTime: number;
  finishTime: number | null;
  result: 'Success' | 'Error' | null;
  traceback: string | null;
}

export interface InstanceAction {
  action: string;
  requestId: string;
  userId: string;
  projectId: string;
  startTime: number;
  updatedAt: number;
  message: string | null;
  events: ActionEvent[];
}

export interface Server {
  id: string;
  order: number;
  name: string;
  projectId: string;
  userId: string;
  host: string;
  vmState: string;
  taskState: string | null;
  powerState: number;
  locked: boolean;
  lockedReason: string | null;
  availabilityZone: string;
  devices: BlockDevice[];
  actions: InstanceAction[];
  createdAt: number;
  updatedAt: number;
}

export interface UserMessage {
  id: string;
  order: number;
  projectId: string;
  eventId: string;
  text: string;
  resourceType: string;
  resourceId: string;
  requestId: string;
  createdAt: number;
}

export interface QuotaUsage {
  inUse: number;
  reserved: number;
}

/** The whole state of the simulated cloud. Tests may read and change it at any moment. */
export interface State {
  domains: Map<string, Domain>;
  projects: Map<string, Project>;
  users: Map<string, User>;
  roles: Map<string, Role>;
  assignments: RoleAssignment[];
  applicationCredentials: Map<string, ApplicationCredential>;
  tokens: Map<string, Token>;
  pools: Pool[];
  backends: Map<string, Backend>;
  volumeTypes: Map<string, VolumeType>;
  qosSpecs: Map<string, QosSpecs>;
  volumes: Map<string, Volume>;
  attachments: AttachmentTable;
  snapshots: Map<string, Snapshot>;
  messages: UserMessage[];
  servers: Map<string, Server>;
  /** Limits by project, then resource (`volumes`, `gigabytes_<type>`); a missing one has the default. */
  quotaLimits: Map<string, Map<string, number>>;
  quotaUsages: Map<string, Map<string, QuotaUsage>>;
}
