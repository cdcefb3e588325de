// A story: all that decides the course of simulated runs, as plain data. Played twice, it goes the same way twice.
import type { Limits } from '../../../machines/types.ts';
import type { MigrateVolumeParameters } from '../../parameters.ts';
import type { AttachmentRace, Operation, Release, Service } from '../../simulator/index.ts';

export interface Story {
  readonly cloud: StoryCloud;
  readonly volumes: readonly StoryVolume[];
  readonly runs: readonly StoryRun[];
  /** One process drives all runs, with one sign-in, and they die together; else each run has its own. */
  readonly together: boolean;
  readonly interventions: readonly Intervention[];
}

/** The simulated cloud's nature. Times in milliseconds. */
export interface StoryCloud {
  readonly release: Release;
  /** Nova refuses direct swaps (OSSN-0094). */
  readonly guard: boolean;
  /** How long each stage of asynchronous work takes. */
  readonly stageMs: number;
  /** How long the copy of a GiB takes. */
  readonly copyMs: number;
  /** One way of a request. */
  readonly latencyMs: number;
  readonly attachmentRace: AttachmentRace;
  readonly tokenLifeMs: number;
  /** How long Cinder and Nova honour a token that was withdrawn. */
  readonly tokenCacheMs: number;
  /** How many rows a page of a list holds at most. */
  readonly pageSize: number;
  /** How far the clock of those who drive the runs is ahead of the cloud's. */
  readonly skewMs: number;
}

/** A volume of the owner at the beginning, of one GiB. */
export interface StoryVolume {
  readonly type: 'alpha' | 'beta';
  /** The server that it is attached to, by its number; null: none. */
  readonly server: number | null;
  /** What an earlier move has left. */
  readonly migrationStatus: 'success' | 'error' | null;
  readonly bootable: boolean;
  readonly readOnly: boolean;
  readonly snapshots: number;
}

export interface StoryRun {
  /** Which of the story's volumes. */
  readonly volume: number;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
  readonly startMs: number;
  readonly limits: Limits;
}

/** A request of a run: the `nth` of its kind, from 0; repetitions count. `*` is every kind. */
export interface AtRequest {
  readonly run: number;
  /** As `POST /volumes/ID/action os-retype`: what `kindOf` makes of a call. */
  readonly request: string;
  readonly nth: number;
}

/** When an event happens, once. */
export type Moment =
  /** Milliseconds since the story began. */
  | { readonly atMs: number }
  /** As the request arrives, before the service sees it. */
  | AtRequest
  /** As that record of the run has become durable. */
  | { readonly run: number; readonly record: number }
  /** As the run comes to a state of that path. */
  | { readonly run: number; readonly state: string };

/** What may become of a request on its way. */
export type RequestFault =
  /** Nobody listens. */
  | { readonly kind: 'refused' }
  /** The connection breaks; the service has done what was asked (`effect`), or never saw it. */
  | { readonly kind: 'lost'; readonly effect: boolean }
  /** It arrives late, or its answer does; who has waited for a minute waits no longer. Of a POST only the answer is late. */
  | { readonly kind: 'delayed'; readonly beforeMs: number; readonly afterMs: number }
  /** It is delivered twice, as a proxy may do with GET, PUT and DELETE; the sender sees one of the two answers. */
  | { readonly kind: 'repeated'; readonly gapMs: number; readonly answer: 'first' | 'second' }
  /** Of a GET: what the same GET showed before, if that is three seconds old at most: a node lags behind. */
  | { readonly kind: 'stale' }
  /** Another answer than the service's, which has done what was asked (`effect`) or never saw it. */
  | {
      readonly kind: 'answered';
      readonly effect: boolean;
      /** Null: the service's own. */
      readonly status: number | null;
      readonly body: StrangeBody;
    };

/** `own`: the service's; `error`: an error in OpenStack's form; `echo`: all that the request held, token included. */
export type StrangeBody = 'own' | 'error' | 'html' | 'truncated' | 'empty' | 'null' | 'array' | 'echo';

/** A volume of a run: that which is to be moved, or that which the run has made. */
export interface VolumeOf {
  readonly run: number;
  readonly volume: 'source' | 'destination';
}

export type OwnerDeed =
  | 'attach'
  | 'detach'
  | 'delete'
  | 'snapshot'
  | 'extend'
  | 'write'
  | 'rename'
  | 'clear metadata';

export type AdminDeed =
  | 'reset to available'
  | 'reset to in-use'
  | 'reset to error'
  | 'reset migration status'
  | 'reset attach status'
  | 'migrate'
  | 'retype'
  | 'force delete';

export type ServerDeed = 'stop' | 'pause' | 'start' | 'begin task' | 'delete';

/** What befalls a run itself. */
export type RunEvent =
  /** The run is told to cancel. */
  | { readonly kind: 'cancel'; readonly run: number }
  /** The process dies: nothing more is written or sent. Another goes on after so many milliseconds. */
  | { readonly kind: 'crash'; readonly run: number; readonly resumeAfterMs: number }
  /** The run is stopped at once, as by a second Ctrl-C; another process goes on with it, or none (null). */
  | { readonly kind: 'abandon'; readonly run: number; readonly resumeAfterMs: number | null }
  /** The journal of the run's process cannot be written for so long; a run that ends then is gone on with later. */
  | { readonly kind: 'journal fails'; readonly run: number; readonly forMs: number }
  /** Somebody sets the wall clock of the run's process, ahead or back. */
  | { readonly kind: 'clock jumps'; readonly run: number; readonly byMs: number };

/** What happens beside the runs: to the cloud, by the cloud, and by those who share it. */
export type CloudEvent =
  | { readonly kind: 'owner'; readonly does: OwnerDeed; readonly with: VolumeOf }
  | { readonly kind: 'admin'; readonly does: AdminDeed; readonly with: VolumeOf }
  | { readonly kind: 'server'; readonly does: ServerDeed; readonly server: number }
  /** Every token ends. */
  | { readonly kind: 'expire tokens' }
  /** The user that a run has made is deleted by someone else. */
  | { readonly kind: 'delete temporary user'; readonly run: number }
  /** A service answers nothing for a while. */
  | { readonly kind: 'restart'; readonly service: Service | 'all'; readonly forMs: number }
  /** Workers die: of what they had under way nothing moves any more; `every` nth piece, 1 for all. */
  | { readonly kind: 'lose work'; readonly every: number }
  /** An operation of a back end or of nova-compute fails, or takes its time, so many times. */
  | {
      readonly kind: 'operation';
      readonly where: string;
      readonly operation: Operation;
      readonly fails: boolean;
      readonly delayMs: number;
      readonly times: number;
    }
  /** cinder-volume of a back end is down, or comes back. */
  | { readonly kind: 'back end'; readonly host: string; readonly up: boolean }
  /** The owner's project may have no more volumes. */
  | { readonly kind: 'no quota' }
  /** Nova gives up the swap that it is at on a server, and puts nothing back: the guest may have moved already. */
  | { readonly kind: 'swap errs'; readonly server: number }
  /** Nova begins to refuse direct swaps. */
  | { readonly kind: 'guard' };

export type StoryEvent = RunEvent | CloudEvent;

export type Intervention =
  /** `times` requests of the kind in a row. */
  | { readonly when: AtRequest; readonly fault: RequestFault; readonly times: number }
  | { readonly when: Moment; readonly event: StoryEvent };
