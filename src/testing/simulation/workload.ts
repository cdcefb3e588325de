// A workload: everything that decides the course of simulated runs, as plain data; it always takes the same course.
import type { Limits } from '../../../machines/types.ts';
import type { AttachmentRace, Operation, Release, SimulatedService } from '../../simulator/index.ts';
import type { MigrateVolumeParameters } from '../../volumeMigrate/parameters.ts';

export interface Workload {
  readonly cloud: WorkloadCloud;
  readonly volumes: readonly WorkloadVolume[];
  readonly runs: readonly WorkloadRun[];
  /** One process drives all runs, with one sign-in, and they die together; otherwise each run has its own. */
  readonly together: boolean;
  readonly interventions: readonly Intervention[];
  /**
   * The workload may start, and continue, with states in which Cinder and Nova disagree: the judge also
   * checks rights, flags, encryption, reservations and attachments.
   * @default false
   */
  readonly unusual?: boolean;
}

/** The properties of the simulated cloud. Times in milliseconds. */
export interface WorkloadCloud {
  readonly release: Release;
  /** Nova rejects direct swaps (OSSN-0094). */
  readonly guard: boolean;
  /** How long each stage of asynchronous work takes. */
  readonly stageMs: number;
  /** How long copying one GiB takes. */
  readonly copyMs: number;
  /** The time a request takes one way. */
  readonly latencyMs: number;
  readonly attachmentRace: AttachmentRace;
  readonly tokenLifeMs: number;
  /** How long Cinder and Nova still accept a revoked token. */
  readonly tokenCacheMs: number;
  /** The maximum number of rows on a page of a list. */
  readonly pageSize: number;
  /** How far the clock of the runs' hosts is ahead of the cloud's. */
  readonly skewMs: number;
}

/** A volume of the owner at the start, of one GiB. */
export interface WorkloadVolume {
  readonly type: 'alpha' | 'beta';
  /** The number of the server that it is attached to; null: none. */
  readonly server: number | null;
  /** What an earlier move has left. */
  readonly migrationStatus: 'success' | 'error' | null;
  readonly bootable: boolean;
  readonly readOnly: boolean;
  readonly snapshots: number;
  /** How it differs from other volumes when the workload starts; in unusual workloads only. */
  readonly unusual?: UnusualVolume | null;
}

/**
 * `reserved too`: its server has a second, reserved attachment. `detached in Cinder`: available in Cinder,
 * attached in Nova. `attached in Cinder`: Nova does not know the attachment. `encrypted`: it is. `shared`: it
 * is multi-attach, but its type is not.
 */
export type UnusualVolume =
  | 'reserved too'
  | 'detached in Cinder'
  | 'attached in Cinder'
  | 'encrypted'
  | 'shared';

export interface WorkloadRun {
  /** Which of the workload's volumes. */
  readonly volume: number;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
  readonly startMs: number;
  readonly limits: Limits;
}

/** A request of a run: the `nth` of its kind, from 0; repetitions count. `*` is every kind. */
export interface AtRequest {
  readonly run: number;
  /** A kind as `kindOf` returns it, such as `POST /volumes/ID/action os-retype`. */
  readonly request: string;
  readonly nth: number;
}

/** When an event happens, once. */
export type Moment =
  /** Milliseconds since the workload started. */
  | { readonly atMs: number }
  /** When the request arrives, before the service sees it. */
  | AtRequest
  /** When that record of the run has become durable. */
  | { readonly run: number; readonly record: number }
  /** When the run reaches a state with that path. */
  | { readonly run: number; readonly state: string };

/** What may happen to a request on its way. */
export type RequestFault =
  /** Connection refused. */
  | { readonly kind: 'refused' }
  /** The connection breaks; the service has done what was requested (`effect`), or never saw the request. */
  | { readonly kind: 'lost'; readonly effect: boolean }
  /**
   * The request or its response arrives late; after a minute the sender stops waiting. For a POST only the
   * response is late.
   */
  | { readonly kind: 'delayed'; readonly beforeMs: number; readonly afterMs: number }
  /**
   * It is delivered twice, as a proxy may do with GET, PUT and DELETE; the sender sees one of the two
   * responses.
   */
  | { readonly kind: 'repeated'; readonly gapMs: number; readonly answer: 'first' | 'second' }
  /** For a GET: what the same GET showed before, if that is at most three seconds old: a node lags behind. */
  | { readonly kind: 'stale' }
  /**
   * Another response than the service's, which has done what was requested (`effect`) or never saw the
   * request.
   */
  | {
      readonly kind: 'answered';
      readonly effect: boolean;
      /** Null: the service's own. */
      readonly status: number | null;
      readonly body: StrangeBody;
    };

/**
 * `own`: the service's; `error`: an error in OpenStack's form; `echo`: everything in the request, including
 * the token.
 */
export type StrangeBody = 'own' | 'error' | 'html' | 'truncated' | 'empty' | 'null' | 'array' | 'echo';

/** A volume of a run: the one to be moved, or the one that the run created. */
export interface VolumeOf {
  readonly run: number;
  readonly volume: 'source' | 'destination';
}

export type OwnerAction =
  | 'attach'
  | 'detach'
  | 'delete'
  | 'snapshot'
  | 'extend'
  | 'write'
  | 'rename'
  | 'clear metadata'
  /**
   * Reserves the volume for the server that holds it: a second attachment, which the volume does not show.
   */
  | 'reserve';

export type AdminAction =
  | 'reset to available'
  | 'reset to in-use'
  | 'reset to error'
  | 'reset migration status'
  | 'reset attach status'
  | 'migrate'
  | 'retype'
  | 'force delete'
  /** Attaches it in Cinder to a server, without Nova knowing. */
  | 'attach in Cinder'
  /** Detaches it in Cinder while it stays attached in Nova. */
  | 'detach in Cinder'
  /**
   * A retype to a multi-attach type that no pool serves: it fails, flips the flag and leaves a reservation.
   */
  | 'fail a retype';

export type ServerAction = 'stop' | 'pause' | 'start' | 'begin task' | 'delete';

/** What happens to a run itself. */
export type RunEvent =
  /** The run is cancelled. */
  | { readonly kind: 'cancel'; readonly run: number }
  /** The process dies: nothing more is written or sent. Another resumes after that many milliseconds. */
  | { readonly kind: 'crash'; readonly run: number; readonly resumeAfterMs: number }
  /** The run is stopped at once, as by a second Ctrl-C; another process resumes it, or none (null). */
  | { readonly kind: 'abandon'; readonly run: number; readonly resumeAfterMs: number | null }
  /**
   * The journal of the run's process cannot be written for that long; a run that ends then is resumed later.
   */
  | { readonly kind: 'journal fails'; readonly run: number; readonly forMs: number }
  /** Somebody sets the wall clock of the run's process, forward or back. */
  | { readonly kind: 'clock jumps'; readonly run: number; readonly byMs: number };

/** What happens beside the runs: on the cloud, by the cloud, and by those who share it. */
export type CloudEvent =
  | { readonly kind: 'owner'; readonly does: OwnerAction; readonly with: VolumeOf }
  | { readonly kind: 'admin'; readonly does: AdminAction; readonly with: VolumeOf }
  | { readonly kind: 'server'; readonly does: ServerAction; readonly server: number }
  /** Every token expires. */
  | { readonly kind: 'expire tokens' }
  /** The user that a run created is deleted by someone else. */
  | { readonly kind: 'delete temporary user'; readonly run: number }
  /** A service does not respond for a while. */
  | { readonly kind: 'restart'; readonly service: SimulatedService | 'all'; readonly forMs: number }
  /** Workers die: what they had under way never continues; `every` nth piece, 1 for all. */
  | { readonly kind: 'lose work'; readonly every: number }
  /** An operation of a backend or of nova-compute fails, or takes long, that many times. */
  | {
      readonly kind: 'operation';
      readonly where: string;
      readonly operation: Operation;
      readonly fails: boolean;
      readonly delayMs: number;
      readonly times: number;
    }
  /** cinder-volume of a backend goes down, or comes back. */
  | { readonly kind: 'back end'; readonly host: string; readonly up: boolean }
  /** The owner's project may have no more volumes. */
  | { readonly kind: 'no quota' }
  /**
   * Nova gives up the current swap on a server without restoring anything: the guest may have moved already.
   */
  | { readonly kind: 'swap errs'; readonly server: number }
  /** Nova starts to reject direct swaps. */
  | { readonly kind: 'guard' };

export type WorkloadEvent = RunEvent | CloudEvent;

export type Intervention =
  /** `times` requests of the kind in a row. */
  | { readonly when: AtRequest; readonly fault: RequestFault; readonly times: number }
  | { readonly when: Moment; readonly event: WorkloadEvent };
