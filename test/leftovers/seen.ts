// What a cloud and a journal show of a run that was over before its swap, and whose rollback failed; with changes.
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import type { RoleAssignment } from '../../services/keystone/roleAssignments.ts';
import type { KeystoneUser } from '../../services/keystone/userList.ts';
import type { DestinationVolumeSeen } from '../../src/leftovers/destinationVolume.ts';
import type { Made, RunFacts } from '../../src/leftovers/runFacts.ts';
import type { TemporaryUserSeen } from '../../src/leftovers/temporaryUser.ts';

export const RUN = '00000000-0000-4000-8000-00000000abcd';
export const KEYSTONE = 'http://cloud/identity/v3';

const MADE: Made = {
  sourceVolumeId: 'v1',
  projectId: 'p2',
  userAsked: true,
  userId: 'u2',
  destinationAsked: true,
  destinationId: 'v2',
  destinationHeldMs: 10_000,
  swapAsked: 'no',
  swapProven: false,
};

export const run = (changes: Partial<RunFacts> = {}, made: Partial<Made> = {}): RunFacts => ({
  runId: RUN,
  cloud: KEYSTONE,
  startedAt: '2026-11-21T22:00:00.000Z',
  holder: null,
  end: 'ended FAILED at 2026-11-21T22:00:20.000Z',
  made: { ...MADE, ...made },
  doubt: null,
  ...changes,
});

export const volume = (changes: Partial<VolumeWithCreator> = {}): VolumeWithCreator => ({
  id: 'v2',
  name: 'data',
  description: null,
  status: 'available',
  sizeGib: 1,
  volumeType: 'beta',
  volumeTypeId: 't2',
  host: 'node1@beta#beta',
  clusterName: null,
  migrationStatus: null,
  availabilityZone: 'nova',
  projectId: 'p2',
  attachments: [],
  bootable: false,
  encrypted: false,
  encryptionProvider: null,
  multiattach: false,
  readonly: false,
  groupId: null,
  replicationStatus: null,
  metadataKeys: ['volume-migrate:run'],
  imageMetadataKeys: [],
  runMark: RUN,
  refusedMetadata: [],
  refusedImageMetadata: [],
  snapshotId: null,
  sourceVolumeId: null,
  createdAt: '2026-11-21T22:00:05.000000',
  updatedAt: '2026-11-21T22:00:07.000000',
  userId: 'u2',
  hasAdminFields: true,
  ...changes,
});

export const source = (changes: Partial<VolumeWithCreator> = {}): VolumeWithCreator =>
  volume({ id: 'v1', status: 'in-use', runMark: null, metadataKeys: [], userId: 'u1', ...changes });

export const member = (changes: Partial<RoleAssignment> = {}): RoleAssignment => ({
  userId: 'u2',
  userName: `volume-migrate-${RUN}`,
  roleName: 'member',
  projectId: 'p2',
  where: 'project demo (p2)',
  ...changes,
});

export const user = (changes: Partial<KeystoneUser> = {}): KeystoneUser => ({
  id: 'u2',
  name: `volume-migrate-${RUN}`,
  domainId: 'default',
  defaultProjectId: 'p2',
  description: 'Temporary user of a volume migration; can be deleted when no migration runs',
  email: null,
  ...changes,
});

export const userSeen = (changes: Partial<TemporaryUserSeen> = {}): TemporaryUserSeen => ({
  runId: RUN,
  run: run(),
  keystone: KEYSTONE,
  user: user(),
  roles: [member()],
  marked: [volume()],
  source: source(),
  madeByIt: [volume()],
  ...changes,
});

export const volumeSeen = (changes: Partial<DestinationVolumeSeen> = {}): DestinationVolumeSeen => ({
  runId: RUN,
  run: run(),
  keystone: KEYSTONE,
  volume: volume(),
  source: source(),
  twins: 0,
  snapshotIds: [],
  mover: undefined,
  ...changes,
});
