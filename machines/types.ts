// The chart's data: what it sees of a cloud, and a run's own parameters, limits, errors and results.
export type * from './cloudTypes.ts';

/** How to do a swap: Nova's attachment update, Cinder's in-use retype, or the one that the cloud accepts. */
export type SwapMethod = 'auto' | 'attachment' | 'retype';

/** The action's parameters as in the specification, plus how to do a swap. */
export interface MigrationParameters {
  readonly resourceId: string;
  /** `cold` or `swap`; the chart's first question handles any other value. */
  readonly migrationType: string;
  /** `host@backend#pool`. */
  readonly destinationNode: string | null;
  /** Name or ID of a volume type. */
  readonly destinationType: string | null;
  readonly swapMethod: SwapMethod;
  /** A plain volume may become encrypted, and an encrypted one plain. */
  readonly allowEncryptionChange: boolean;
}

/** How long to wait, in milliseconds. By default derived from the volume's size (see `copyLimits`). */
export interface Limits {
  /** How long nothing may change before the wait counts as stalled. */
  readonly stallAfterMs?: number;
  /** The maximum of one wait in all. */
  readonly deadlineMs?: number;
  /** For what should take a moment: an attachment that returns, a copy that Cinder deletes. */
  readonly settleMs?: number;
}

/** The limits of one wait. */
export interface WatchLimits {
  readonly stallAfterMs: number;
  readonly deadlineMs: number;
}

/** An error as data: it survives an event, a journal and a snapshot. Never holds a secret. */
export interface Fault {
  readonly name: string;
  /** Stable; code branches on this only. */
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly string[];
  /** HTTP status, if a service responded. */
  readonly status: number | null;
  /** The service's own request ID. */
  readonly requestId: string | null;
  /** True if a changing call may have had its effect although its response was lost. */
  readonly uncertain: boolean;
}

/** Something that a run has left in the cloud, and why. */
export interface Leftover {
  /** `reservation`: quota that a failed request keeps; its ID is the project's. */
  readonly kind: 'volume' | 'user' | 'migration' | 'reservation';
  readonly id: string;
  readonly why: string;
}

/** The operation that the cloud accepted. */
export type MigrationOperation = 'migrate' | 'retype' | 'swap';

/** Where a volume is: its host (`host@backend#pool`) and the name of its type. */
export interface VolumePlace {
  readonly host: string | null;
  readonly type: string | null;
}

/** The status of a run that has ended. */
export type RunStatus = 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
