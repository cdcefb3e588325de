// A workload of whole plans: everything that decides their course, as plain data; it always takes the same course.
import type { PlanRequest } from '../../../machines/plan/events.ts';
import type { PlanLimits, PlanOrder } from '../../../machines/plan/types.ts';
import type { MigrateVolumeParameters } from '../../../src/index.ts';
import type { Operation, PoolSeed, Release } from '../../../src/simulator/index.ts';

export interface PlanWorkload {
  readonly cloud: PlanCloud;
  readonly pools: readonly PoolSeed[];
  readonly volumes: readonly PlanVolume[];
  readonly servers: number;
  readonly plans: readonly WorkloadPlan[];
  /** Processes that may drive plans, at the same time. */
  readonly hosts: number;
  /** Where the journal is; all processes share it. `sqlite`: a file that each process opens for itself. */
  readonly journal: 'memory' | 'sqlite';
  readonly events: readonly PlannedEvent[];
}

/** The properties of the simulated cloud. Times in milliseconds. */
export interface PlanCloud {
  readonly release: Release;
  readonly stageMs: number;
  readonly gibPerSecond: number;
  /** GiB per second that the copies of a pool share; null: they share nothing. */
  readonly sharedGibPerSecond: number | null;
  /** The age that the pools' figures may have. */
  readonly statsPollMs: number;
  readonly createPollMs: number;
  readonly wipeGibPerSecond: number | null;
  readonly latencyMs: number;
  readonly noiseSeed: number | null;
}

export interface PlanVolume {
  readonly type: string;
  readonly pool: string;
  readonly sizeGib: number;
  /** The number of its server; null: it is not attached. */
  readonly server: number | null;
  readonly bootable: boolean;
  readonly snapshots: number;
  readonly migrationStatus: 'success' | 'error' | null;
}

export interface WorkloadPlan {
  readonly actions: readonly WorkloadMove[];
  readonly limits: PlanLimits;
  readonly order: PlanOrder;
  readonly maxFailures: number | null;
  readonly empties: readonly string[];
  /** The process that starts it. */
  readonly host: number;
  readonly startMs: number;
}

export interface WorkloadMove {
  /** The number of its volume. */
  readonly volume: number;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
}

/** When an event happens, once. */
export type PlanMoment =
  | { readonly atMs: number }
  /** When a process has written so many records, counted over all that live on its host. */
  | { readonly host: number; readonly records: number }
  /** When the processes of a host have sent so many requests; before the last of them arrives. */
  | { readonly host: number; readonly requests: number };

export type VolumeChange = 'delete' | 'attach' | 'detach' | 'snapshot' | 'extend' | 'migrate' | 'retype';

export type PlanSimulationEvent =
  /** The process dies: nothing more of it is written or sent. Another on the host resumes its plans later. */
  | { readonly kind: 'kill'; readonly host: number; readonly resumeAfterMs: number }
  /** The process leaves the plan without a word to the cloud, and resumes it later. */
  | { readonly kind: 'leave'; readonly plan: number; readonly resumeAfterMs: number }
  /** Another process tries to drive the plan. */
  | { readonly kind: 'take over'; readonly plan: number; readonly host: number }
  | { readonly kind: 'request'; readonly plan: number; readonly request: PlanRequest }
  /** The connection breaks during the request for which the event waits; `effect`: after it was served. */
  | { readonly kind: 'lost request'; readonly effect: boolean }
  /** Somebody changes a volume. */
  | { readonly kind: 'volume'; readonly does: VolumeChange; readonly volume: number }
  | {
      readonly kind: 'operation';
      readonly where: string;
      readonly operation: Operation;
      readonly times: number;
      readonly delayMs: number;
      /** Only while more moves than this run to the backend. */
      readonly whenMovesExceed: number | null;
      readonly fails: boolean;
    }
  /** Cinder's database fails for so many actions; `applied`: after they were done. */
  | { readonly kind: 'database'; readonly times: number; readonly applied: boolean }
  /** cinder-volume of a backend dies, and starts again later. */
  | { readonly kind: 'service'; readonly host: string; readonly forMs: number }
  /** Somebody else fills a pool, in GiB. */
  | { readonly kind: 'fill'; readonly pool: string; readonly usedGib: number };

export interface PlannedEvent {
  readonly when: PlanMoment;
  readonly event: PlanSimulationEvent;
}
