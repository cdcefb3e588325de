// The data that the machine receives: volumes, servers, errors, as the staged cloud would show them.
import type {
  AttachmentRecord,
  Fault,
  MigrationParameters,
  Pool,
  Server,
  SwapSighting,
  TemporaryUser,
  Volume,
  VolumeType,
  VolumeTypeDetails,
} from '../../../machines/types.ts';

export const RUN_ID = '44444444-4444-4444-8444-444444444444';
export const VOLUME_ID = '11111111-1111-4111-8111-111111111111';
export const DESTINATION_ID = '22222222-2222-4222-8222-222222222222';
export const SERVER_ID = '33333333-3333-4333-8333-333333333333';
/** The root volume of the server, which Nova lists as well. */
const ROOT_ID = '88888888-8888-4888-8888-888888888888';
export const OTHER_ID = '55555555-5555-4555-8555-555555555555';
export const PROJECT_ID = '66666666666666666666666666666666';
export const SWAP_REQUEST_ID = 'req-77777777-7777-4777-8777-777777777777';
export const STARTED_AT = '2026-11-21T20:00:00.000Z';

/** Where the volume is, and where it is to go. */
export const HOME = 'node1@alpha#alpha';
export const NODE = 'node2@alpha#alpha';
export const OTHER_NODE = 'node1@beta#beta';

export const alpha: VolumeType = {
  id: 'alpha-id',
  name: 'alpha',
  extraSpecs: { volume_backend_name: 'alpha' },
  isPublic: true,
  qosSpecsId: null,
};
export const beta: VolumeType = {
  id: 'beta-id',
  name: 'beta',
  extraSpecs: { volume_backend_name: 'beta' },
  isPublic: true,
  qosSpecsId: null,
};

/** What a destination type means for the volume: no objections. */
export const details: VolumeTypeDetails = {
  hasAccess: true,
  encryptionProvider: null,
  frontEndQos: { own: null, destination: null },
};

export const parameters: MigrationParameters = {
  resourceId: VOLUME_ID,
  migrationType: 'swap',
  destinationNode: null,
  destinationType: null,
  swapMethod: 'auto',
  allowEncryptionChange: false,
};

export const detached: Volume = {
  id: VOLUME_ID,
  name: 'data1',
  description: null,
  status: 'available',
  sizeGib: 1,
  volumeType: 'alpha',
  volumeTypeId: alpha.id,
  host: HOME,
  clusterName: null,
  migrationStatus: null,
  availabilityZone: 'nova',
  projectId: PROJECT_ID,
  attachments: [],
  bootable: true,
  encrypted: false,
  encryptionProvider: null,
  multiattach: false,
  readonly: false,
  groupId: null,
  replicationStatus: null,
  metadataKeys: [],
  imageMetadataKeys: [],
  runMark: null,
  refusedMetadata: [],
  refusedImageMetadata: [],
  snapshotId: null,
  sourceVolumeId: null,
  createdAt: '2026-11-21T19:00:00.000000',
  updatedAt: null,
};

export const attachments: Volume['attachments'] = [
  { attachmentId: 'attachment-id', serverId: SERVER_ID, device: '/dev/sdb', hostName: 'compute1' },
];

/** Cinder's own record of it. */
export const record: AttachmentRecord = { id: 'attachment-id', status: 'attached', serverId: SERVER_ID };

/** One that the volume does not show. */
export const hiddenRecord: AttachmentRecord = {
  id: 'hidden-record',
  status: 'reserved',
  serverId: SERVER_ID,
};

export const attached: Volume = { ...detached, status: 'in-use', attachments };

/** The fields of a volume of type beta. */
export const asBeta = { volumeType: beta.name, volumeTypeId: beta.id, host: OTHER_NODE } as const;

export const destination: Volume = { ...detached, ...asBeta, id: DESTINATION_ID, bootable: false };

export const server: Server = {
  id: SERVER_ID,
  name: 'vm1',
  vmState: 'active',
  taskState: null,
  locked: false,
  volumeIds: [ROOT_ID, VOLUME_ID],
};

export const pool = (name: string, backend: string): Pool => ({
  name,
  capabilities: { volume_backend_name: backend },
  availabilityZone: 'nova',
});

/** A pool without room. */
export const full = (name: string, backend: string): Pool => ({
  ...pool(name, backend),
  capabilities: { ...pool(name, backend).capabilities, free_capacity_gb: 0 },
});

export const temporaryUser: TemporaryUser = { id: 'temporary-user-id', name: `volume-migrate-${RUN_ID}` };

export const listsSource = [ROOT_ID, VOLUME_ID];
const listsDestination = [ROOT_ID, DESTINATION_ID];

/** The four signs of a swap that is done. */
export const swapped: SwapSighting = {
  source: detached,
  destination: { ...destination, status: 'in-use', attachments },
  attachedVolumeIds: listsDestination,
  result: 'Success',
};

/** Stands for the words of a service about a failure. */
export const WORDS = '(the words of the service)';

const fault: Fault = {
  name: 'ServiceError',
  code: 'Forbidden',
  message: WORDS,
  reasons: [],
  status: 403,
  requestId: null,
  uncertain: false,
};

/** The service refuses: it is certain that nothing was done. */
export const refused = (code = 'Forbidden', status = 403): Fault => ({ ...fault, code, status });

/** The service has problems: it is unknown what a changing call has done. */
export const unavailable = (uncertain = false): Fault => ({
  ...fault,
  code: 'ServiceUnavailable',
  status: 503,
  uncertain,
});

/** The response was lost. */
export const lost: Fault = {
  ...fault,
  name: 'TransportError',
  code: 'ConnectionFailed',
  status: null,
  uncertain: true,
};

/** What a broken watch throws. */
export const BROKEN: Fault = {
  name: 'Error',
  code: 'Unexpected',
  message: WORDS,
  reasons: [],
  status: null,
  requestId: null,
  uncertain: true,
};
