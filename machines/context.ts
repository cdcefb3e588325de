// The machine's input, context, events and output.
import type { Users } from './attachmentReasons.ts';
import type { Placement } from './placeReasons.ts';
import type { MoveSeen, SourceCopiesSeen, SwapSeen, SwapToWatch, VolumeSeen, WatchEvent } from './ports.ts';
import type { Move } from './reasons.ts';
import type { TypeChange } from './typeReasons.ts';
import type {
  AttachmentRecord,
  Fault,
  Leftover,
  Limits,
  MigrationOperation,
  MigrationParameters,
  MoveSighting,
  Naming,
  Pool,
  Quota,
  RunStatus,
  Server,
  SourceCopy,
  SwapSighting,
  TemporaryUser,
  Volume,
  VolumePlace,
  VolumeState,
  VolumeType,
  VolumeTypeDetails,
} from './types.ts';

/** What a run is started with. */
export interface MigrationInput {
  /** A lower-case UUID: names and metadata of everything that the run creates carry it. */
  readonly runId: string;
  readonly parameters: MigrationParameters;
  /** When the run was started, ISO 8601: the machine has no clock. */
  readonly startedAt: string;
  readonly limits?: Limits;
  /** Whoever started the run wanted to be asked before a swap by attachment. The machine does not use it. */
  readonly asksBeforeSwap?: boolean;
}

/** What a run knows. Everything in it is plain data without secrets. */
export interface MigrationContext {
  readonly runId: string;
  readonly parameters: MigrationParameters;
  readonly startedAt: string;
  readonly limits: Limits;
  /** The volume as first read. */
  readonly volume: Volume | null;
  /** The volume as last read. */
  readonly lastSeen: Volume | null;
  /** The owner's changes to the volume while Cinder moves it, as last read; null if there are none. */
  readonly ownersChange: Naming | null;
  readonly attachmentRecords: readonly AttachmentRecord[];
  /** The servers that hold the volume, according to Nova. */
  readonly holders: readonly Server[];
  readonly snapshotIds: readonly string[];
  readonly servers: readonly Server[];
  /** IDs of the servers' other volumes that Cinder is moving. */
  readonly movesOfServers: readonly string[];
  /** The pools that destination_node names. */
  readonly pools: readonly Pool[];
  /** The volume's own type, when it must be compared with a pool. */
  readonly volumeType: VolumeType | null;
  readonly destinationVolumeType: VolumeType | null;
  readonly typeDetails: VolumeTypeDetails | null;
  /** All pools, when a retype needs a place. */
  readonly allPools: readonly Pool[];
  /** The quotas that a second volume counts against. */
  readonly quotas: readonly Quota[];
  /** Nova's own words, if it rejects direct swaps. */
  readonly swapRefusal: Fault | null;
  readonly temporaryUser: TemporaryUser | null;
  readonly destinationVolumeId: string | null;
  readonly destinationVolume: Volume | null;
  /** `maybe`: the request may have reached Nova, but its response was lost. */
  readonly swapAsked: 'no' | 'maybe' | 'yes';
  readonly swapRequestId: string | null;
  readonly swap: SwapSighting | null;
  /** The source as it was when the swap was first proven. */
  readonly provenSource: Volume | null;
  /** All four signs hold: the data is on the destination volume. */
  readonly swapProven: boolean;
  readonly sourceDeleted: boolean;
  /** Cinder has moved data since the retype was requested. */
  readonly moveBegan: boolean;
  /** Cinder and Nova, as last read while they complete the move of an attached volume. */
  readonly move: MoveSighting | null;
  readonly sourceCopies: readonly SourceCopy[];
  /** The operation that the cloud accepted. */
  readonly did: MigrationOperation | null;
  readonly cancelRequested: boolean;
  /** Null while the run is under way. */
  readonly status: RunStatus | null;
  readonly failure: Fault | null;
  readonly warnings: readonly string[];
  readonly leftovers: readonly Leftover[];
}

export type CallDone = { readonly type: `xstate.done.actor.${string}`; readonly output: unknown };
export type CallFailed = { readonly type: `xstate.error.actor.${string}`; readonly error: unknown };

/** Every event that a run receives from outside, except the results of its calls. */
export type RunEvent =
  | { readonly type: 'cancel' }
  | VolumeSeen
  | MoveSeen
  | SwapSeen
  | SourceCopiesSeen
  | WatchEvent;

/** Every event that the chart handles. */
export type ChartEvent = RunEvent | CallDone | CallFailed;

/** The result of a run, without its times. */
export interface MigrationResult {
  readonly runId: string;
  readonly status: RunStatus;
  /** The operation that the cloud accepted; null if it accepted none. */
  readonly operation: MigrationOperation | null;
  /** The volume that holds the data now. */
  readonly volumeId: string;
  readonly sourceVolumeId: string;
  readonly from: VolumePlace;
  /** Where the data is now. */
  readonly to: VolumePlace;
  readonly error?: {
    readonly name: string;
    readonly code: string;
    readonly message: string;
    readonly reasons: readonly string[];
  };
  readonly warnings: readonly string[];
  readonly leftovers: readonly Leftover[];
}

export function initialContext(input: MigrationInput): MigrationContext {
  return {
    runId: input.runId,
    parameters: input.parameters,
    startedAt: input.startedAt,
    limits: input.limits ?? {},
    volume: null,
    lastSeen: null,
    ownersChange: null,
    attachmentRecords: [],
    holders: [],
    snapshotIds: [],
    servers: [],
    movesOfServers: [],
    pools: [],
    volumeType: null,
    destinationVolumeType: null,
    typeDetails: null,
    allPools: [],
    quotas: [],
    swapRefusal: null,
    temporaryUser: null,
    destinationVolumeId: null,
    destinationVolume: null,
    swapAsked: 'no',
    swapRequestId: null,
    swap: null,
    provenSource: null,
    swapProven: false,
    sourceDeleted: false,
    moveBegan: false,
    move: null,
    sourceCopies: [],
    did: null,
    cancelRequested: false,
    status: null,
    failure: null,
    warnings: [],
    leftovers: [],
  };
}

/** A value that an earlier state has set: its absence is an error of the chart, not of the cloud. */
export function required<T>(value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw new Error(`volumeMigrate: ${name} is not known yet`);
  return value;
}

export const volumeOf = (context: MigrationContext): Volume => required(context.volume, 'the volume');

/** Everything known about who uses the volume. */
export const usersOf = (context: MigrationContext): Users => ({
  volume: volumeOf(context),
  records: context.attachmentRecords,
  holders: context.holders,
});

/** What `migrate` and `retype` check before they move a volume, detached or attached. */
export const moveOf = (context: MigrationContext): Move => ({
  users: usersOf(context),
  servers: context.servers,
  movesOfServers: context.movesOfServers,
  snapshotIds: context.snapshotIds,
});

/** The requested change of type. */
export const typeChangeOf = (context: MigrationContext): TypeChange => ({
  volume: volumeOf(context),
  destination: required(context.destinationVolumeType, 'the destination type'),
  details: required(context.typeDetails, "the destination type's details"),
  allowEncryptionChange: context.parameters.allowEncryptionChange,
});

/** What Cinder's scheduler must find a place for. */
export const placementOf = (context: MigrationContext, pools = context.allPools): Placement => ({
  volume: volumeOf(context),
  destination: required(context.destinationVolumeType, 'the destination type'),
  snapshotIds: context.snapshotIds,
  pools,
});

/** The quotas that a volume of the destination type counts against. */
export const quotasToRead = (context: MigrationContext) => ({
  projectId: volumeOf(context).projectId,
  typeName: required(context.destinationVolumeType, 'the destination type').name,
});

/** What distinguishes a fresh reading of the volume from a stale one; null if there is no volume yet. */
export function stateOf(volume: Volume | null): VolumeState | null {
  if (volume === null) return null;
  const { status, migrationStatus, host, clusterName, volumeType, volumeTypeId, updatedAt } = volume;
  return { status, migrationStatus, host, clusterName, volumeType, volumeTypeId, updatedAt };
}

/** The servers that the volume was attached to when it was first read. */
export const serverIdsOf = (context: MigrationContext): string[] =>
  volumeOf(context).attachments.map(({ serverId }) => serverId);

/** The server that the volume is attached to. */
export const serverIdOf = (context: MigrationContext): string =>
  required(volumeOf(context).attachments[0], 'the attachment').serverId;

export const swapToWatch = (context: MigrationContext): SwapToWatch => ({
  serverId: serverIdOf(context),
  sourceVolumeId: volumeOf(context).id,
  destinationVolumeId: required(context.destinationVolumeId, 'the destination volume'),
  requestId: required(context.swapRequestId, "the swap's request id"),
});
