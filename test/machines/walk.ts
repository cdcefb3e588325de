// The pure machine, walked by events alone: no cloud, no time.
import { initialTransition, transition } from 'xstate';
import type { PortName } from '../../machines/actors.ts';
import type { Users } from '../../machines/attachmentReasons.ts';
import type { MigrationInput, RunEvent } from '../../machines/context.ts';
import type {
  Attachment,
  AttachmentRecord,
  Fault,
  MigrationParameters,
  MoveSighting,
  Pool,
  Quota,
  Server,
  SwapSighting,
  Volume,
  VolumeType,
  VolumeTypeDetails,
} from '../../machines/types.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { statePath } from '../../src/engine/statePath.ts';

export const VOLUME_ID = '11111111-1111-4111-8111-111111111111';
export const DESTINATION_ID = '22222222-2222-4222-8222-222222222222';
export const SERVER_ID = '33333333-3333-4333-8333-333333333333';
const RUN_ID = '44444444-4444-4444-8444-444444444444';

export const volume = (changes: Partial<Volume> = {}): Volume => ({
  id: VOLUME_ID,
  name: 'data1',
  description: null,
  status: 'available',
  sizeGib: 1,
  volumeType: 'alpha',
  volumeTypeId: 'alpha-id',
  host: 'node1@alpha#alpha',
  clusterName: null,
  migrationStatus: null,
  availabilityZone: 'nova',
  projectId: 'demo',
  attachments: [],
  bootable: false,
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
  createdAt: '2026-11-21T20:00:00.000000',
  updatedAt: null,
  ...changes,
});

export const attached = (changes: Partial<Volume> = {}): Volume =>
  volume({
    status: 'in-use',
    attachments: [attachment()],
    ...changes,
  });

export const attachment = (changes: Partial<Attachment> = {}): Attachment => ({
  attachmentId: 'a',
  serverId: SERVER_ID,
  device: '/dev/vdb',
  hostName: 'compute1',
  ...changes,
});

/** Cinder's record of an attachment; by default of the one that `attached` shows. */
export const record = (changes: Partial<AttachmentRecord> = {}): AttachmentRecord => ({
  id: 'a',
  status: 'attached',
  serverId: SERVER_ID,
  ...changes,
});

/** A volume's users when Cinder's volume, Cinder's records and Nova agree. */
export const consistent = (one: Volume): Users => ({
  volume: one,
  records: one.attachments.map(({ attachmentId, serverId }) => record({ id: attachmentId ?? '', serverId })),
  holders: one.attachments.flatMap(({ serverId }) => (serverId === '' ? [] : [server({ id: serverId })])),
});

export const volumeType = (name: string, changes: Partial<VolumeType> = {}): VolumeType => ({
  id: `${name}-id`,
  name,
  extraSpecs: { volume_backend_name: name },
  isPublic: true,
  qosSpecsId: null,
  ...changes,
});

export const alpha = volumeType('alpha');
export const beta = volumeType('beta');

/** A destination type that changes nothing but the type. */
export const details = (changes: Partial<VolumeTypeDetails> = {}): VolumeTypeDetails => ({
  hasAccess: true,
  encryptionProvider: null,
  frontEndQos: { own: null, destination: null },
  ...changes,
});

export const quota = (name: string, changes: Partial<Quota> = {}): Quota => ({
  name,
  limit: null,
  inUse: 0,
  reserved: 0,
  ...changes,
});

export const server = (changes: Partial<Server> = {}): Server => ({
  id: SERVER_ID,
  name: 'vm1',
  vmState: 'active',
  taskState: null,
  locked: false,
  volumeIds: [VOLUME_ID],
  ...changes,
});

export const pool = (name: string, backend: string, changes: Partial<Pool> = {}): Pool => ({
  name,
  capabilities: { volume_backend_name: backend, free_capacity_gb: 100 },
  availabilityZone: 'nova',
  ...changes,
});

export const swapped = (changes: Partial<SwapSighting> = {}): SwapSighting => ({
  source: volume(),
  destination: attached({ id: DESTINATION_ID, volumeType: 'beta', host: 'node1@beta#beta' }),
  attachedVolumeIds: [DESTINATION_ID],
  result: 'Success',
  ...changes,
});

export const fault = (changes: Partial<Fault> = {}): Fault => ({
  name: 'ServiceError',
  code: 'BadRequest',
  message: 'the service said no',
  reasons: [],
  status: 400,
  requestId: 'req-1',
  uncertain: false,
  ...changes,
});

export type Step = RunEvent | { readonly type: string; readonly output?: unknown; readonly error?: unknown };

/** The result of a call. */
export const done = (port: PortName, output: unknown = null): Step => ({
  type: `xstate.done.actor.${port}`,
  output,
});

/** The failure of a call. */
export const failed = (port: PortName, error: Fault = fault()): Step => ({
  type: `xstate.error.actor.${port}`,
  error,
});

export const seen = (one: Volume | null): Step => ({ type: 'volume.seen', volume: one });
export const seenMove = (move: MoveSighting): Step => ({ type: 'move.seen', move });
export const seenSwap = (swap: SwapSighting): Step => ({ type: 'swap.seen', swap });
export const cancel: Step = { type: 'cancel' };
export const deadline: Step = { type: 'watch.deadline', afterMs: 1, lastFault: null };

export const parameters = (changes: Partial<MigrationParameters>): MigrationParameters => ({
  resourceId: VOLUME_ID,
  migrationType: 'cold',
  destinationNode: null,
  destinationType: null,
  swapMethod: 'auto',
  allowEncryptionChange: false,
  ...changes,
});

/** Where a walk ends: the state's path, the context, and the output if it has ended. */
export function walk(changes: Partial<MigrationParameters>, steps: readonly Step[]) {
  const input: MigrationInput = {
    runId: RUN_ID,
    parameters: parameters(changes),
    startedAt: '2026-11-21T20:00:00.000Z',
  };
  let [snapshot] = initialTransition(volumeMigrateMachine, input);
  for (const step of steps) [snapshot] = transition(volumeMigrateMachine, snapshot, step as RunEvent);
  return { state: statePath(snapshot.value), context: snapshot.context, output: snapshot.output };
}
