// What a run knows: the machine's input, its context, its events and its output.
import type { Users } from './attachmentReasons.ts';
import type { Placement } from './placeReasons.ts';
import type { MoveSeen, SourceCopiesSeen, SwapSeen, SwapToWatch, VolumeSeen, WatchEvent } from './ports.ts';
import type { TypeChange } from './typeReasons.ts';
import type {
  AttachmentRecord,
  Did,
  Fault,
  Leftover,
  Limits,
  MoveSighting,
  Naming,
  Parameters,
  Place,
  Pool,
  Quota,
  Server,
  SourceCopy,
  Status,
  SwapSighting,
  TemporaryUser,
  Volume,
  VolumeState,
  VolumeType,
  VolumeTypeDetails,
} from './types.ts';

/** What a run is started with. */
export interface Input {
  /** A lower-case UUID: names and metadata of all that the run makes carry it. */
  readonly runId: string;
  readonly parameters: Parameters;
  /** When the run was started, ISO 8601: the machine has no clock. */
  readonly startedAt: string;
  readonly limits?: Limits;
}

export interface Context {
  readonly runId: string;
  readonly parameters: Parameters;
  readonly startedAt: string;
  readonly limits: Limits;
  /** The volume as it was first seen. */
  readonly volume: Volume | null;
  /** The volume as it was last seen. */
  readonly lastSeen: Volume | null;
  /** What its owner has made of it while Cinder moves it, as last seen; null where that is as at first. */
  readonly ownersChange: Naming | null;
  readonly attachmentRecords: readonly AttachmentRecord[];
  /** The servers that have the volume, as Nova shows it. */
  readonly holders: readonly Server[];
  readonly snapshotIds: readonly string[];
  readonly servers: readonly Server[];
  /** The pools that destination_node names. */
  readonly pools: readonly Pool[];
  /** The volume's own type, when it is to be held against a pool. */
  readonly volumeType: VolumeType | null;
  readonly destinationVolumeType: VolumeType | null;
  readonly typeDetails: VolumeTypeDetails | null;
  /** All pools, when a retype needs a place. */
  readonly allPools: readonly Pool[];
  /** The quotas that a second volume counts for. */
  readonly quotas: readonly Quota[];
  /** Nova's words where it takes no direct swap. */
  readonly swapRefusal: Fault | null;
  readonly temporaryUser: TemporaryUser | null;
  readonly destinationVolumeId: string | null;
  readonly destinationVolume: Volume | null;
  /** `maybe`: the request may have reached Nova, no answer says so. */
  readonly swapAsked: 'no' | 'maybe' | 'yes';
  readonly swapRequestId: string | null;
  readonly swap: SwapSighting | null;
  /** The source as it was seen when the swap was first proven. */
  readonly provenSource: Volume | null;
  /** The four signs have been seen: the data is on the destination volume. */
  readonly swapProven: boolean;
  readonly sourceDeleted: boolean;
  /** Cinder has been seen to move data since the retype was asked. */
  readonly moveBegan: boolean;
  /** Cinder and Nova, as last seen while they end the move of an attached volume. */
  readonly move: MoveSighting | null;
  readonly sourceCopies: readonly SourceCopy[];
  /** What the cloud was asked for, and took on. */
  readonly did: Did | null;
  readonly cancelRequested: boolean;
  /** Null while the run goes on. */
  readonly status: Status | null;
  readonly failure: Fault | null;
  readonly warnings: readonly string[];
  readonly leftovers: readonly Leftover[];
}

export type CallDone = { readonly type: `xstate.done.actor.${string}`; readonly output: unknown };
export type CallFailed = { readonly type: `xstate.error.actor.${string}`; readonly error: unknown };

/** All that a run is told from outside, its calls' answers aside. */
export type RunEvent =
  | { readonly type: 'cancel' }
  | VolumeSeen
  | MoveSeen
  | SwapSeen
  | SourceCopiesSeen
  | WatchEvent;

export type ChartEvent = RunEvent | CallDone | CallFailed;

/** What a run comes to, its times aside. */
export interface Result {
  readonly runId: string;
  readonly status: Status;
  readonly did: Did | null;
  /** The volume that holds the data now. */
  readonly volumeId: string;
  readonly sourceVolumeId: string;
  readonly from: Place;
  /** Where the data is now. */
  readonly to: Place;
  readonly error?: {
    readonly name: string;
    readonly code: string;
    readonly message: string;
    readonly reasons: readonly string[];
  };
  readonly warnings: readonly string[];
  readonly leftovers: readonly Leftover[];
}

export function initialContext(input: Input): Context {
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

/** A value that an earlier state has put there: its absence is a fault of the chart, not of the cloud. */
export function required<T>(value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw new Error(`volumeMigrate: ${name} is not known yet`);
  return value;
}

export const volumeOf = (context: Context): Volume => required(context.volume, 'the volume');

/** All that is known of who uses the volume. */
export const usersOf = (context: Context): Users => ({
  volume: volumeOf(context),
  records: context.attachmentRecords,
  holders: context.holders,
});

/** The change of type that is asked for. */
export const typeChangeOf = (context: Context): TypeChange => ({
  volume: volumeOf(context),
  destination: required(context.destinationVolumeType, 'the destination type'),
  details: required(context.typeDetails, "the destination type's details"),
  allowEncryptionChange: context.parameters.allowEncryptionChange,
});

/** What Cinder's scheduler has to find a place for. */
export const placementOf = (context: Context, pools = context.allPools): Placement => ({
  volume: volumeOf(context),
  destination: required(context.destinationVolumeType, 'the destination type'),
  snapshotIds: context.snapshotIds,
  pools,
});

/** The quotas that a volume of the destination type counts for. */
export const quotasToRead = (context: Context) => ({
  projectId: volumeOf(context).projectId,
  typeName: required(context.destinationVolumeType, 'the destination type').name,
});

/** What tells a fresh reading of the volume from a stale one; null where there is no volume yet. */
export function stateOf(volume: Volume | null): VolumeState | null {
  if (volume === null) return null;
  const { status, migrationStatus, host, clusterName, volumeType, volumeTypeId, updatedAt } = volume;
  return { status, migrationStatus, host, clusterName, volumeType, volumeTypeId, updatedAt };
}

/** The servers that the volume was attached to when it was first seen. */
export const serverIdsOf = (context: Context): string[] =>
  volumeOf(context).attachments.map(({ serverId }) => serverId);

/** The server that the volume is attached to. */
export const serverIdOf = (context: Context): string =>
  required(volumeOf(context).attachments[0], 'the attachment').serverId;

export const swapToWatch = (context: Context): SwapToWatch => ({
  serverId: serverIdOf(context),
  sourceVolumeId: volumeOf(context).id,
  destinationVolumeId: required(context.destinationVolumeId, 'the destination volume'),
  requestId: required(context.swapRequestId, "the swap's request id"),
});
