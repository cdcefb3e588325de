// The options of a simulated cloud, and the differences between releases.
import { randomUUID } from 'node:crypto';
import { checkOptions } from './checkOptions.ts';
import { realClock, type SimulatedClock } from './clock.ts';
import type { LoggedRequest } from './exchange.ts';
import { RELEASES, type Release, type ReleaseFacts } from './releases.ts';
import type { WorldSeed } from './seed.ts';
import { type StageTimes, stageTimes } from './stageTimes.ts';
import type { CopyRates } from './volume/bandwidth.ts';

/**
 * When an in-use volume's attachment is transferred at the end of a move: `late`, after success was shown
 * (the usual case); `prompt`, together with it; `lost`, never: the source was deleted first.
 */
export type AttachmentRace = 'late' | 'prompt' | 'lost';

/** Noise in durations: each is multiplied by a number from 1 − `spread` to 1 + `spread`. */
export interface Noise {
  seed: number;
  /** 0 to 1 */
  spread: number;
}

/** Options of `createSimulatedCloud`. */
export interface SimulatedCloudOptions {
  /**
   * The release whose behaviour is simulated.
   * @default zed
   */
  release?: Release;
  /**
   * Nova's guard against direct swaps.
   * @default as in the release
   */
  nova?: { guard?: boolean };
  /**
   * Speed of every copy in GiB per second.
   * @default 20
   */
  gibPerSecond?: number;
  /**
   * One duration for every stage, or each by name, in milliseconds.
   * @default 30; a delete takes twice as long
   */
  stageMs?: number | Partial<StageTimes>;
  attachmentRace?: AttachmentRace;
  /**
   * Bandwidth that copies share; one copy never exceeds `gibPerSecond`.
   * @default none: each copy is as fast as if it were alone
   */
  copyRates?: CopyRates;
  /**
   * Repeatable noise in the durations of copies, creations and deletions.
   * @example 10 % more or less: `{ seed: 1, spread: 0.1 }`
   */
  noise?: Noise;
  /**
   * The unit of the steps in which Cinder looks whether the destination of a generic move has been created, in
   * milliseconds. A real cloud has 1000: it looks after 1, 5, 14, 30, 55 … s, which makes a fixed part in every move.
   * @default 0: at once
   */
  createPollMs?: number;
  /**
   * How long Cinder waits for the creation of the destination, in milliseconds
   * (`migration_create_volume_timeout_secs`).
   * @default 300 000
   */
  createTimeoutMs?: number;
  /**
   * How long a dead cinder-volume still counts as up, in milliseconds (`service_down_time`).
   * @default 60 000
   */
  serviceDownMs?: number;
  /**
   * How long one service waits for another's answer, in milliseconds (`rpc_response_timeout`).
   * @default 60 000
   */
  rpcTimeoutMs?: number;
  /**
   * How fast a deletion overwrites a volume, in GiB per second; until then its space is taken (LVM's `volume_clear`).
   * @default at once
   */
  wipeGibPerSecond?: number;
  keystone?: {
    /**
     * Lifetime of a token in milliseconds.
     * @default 12 hours
     */
    tokenLifeMs?: number;
    /** Passwords must match it, otherwise 400 with the description. */
    passwordRegex?: string;
    passwordRegexDescription?: string;
  };
  /**
   * How long Cinder and Nova still accept a token that Keystone has revoked, in milliseconds.
   * @default 0
   */
  tokenCacheMs?: number;
  /**
   * The maximum page size of Cinder and Nova.
   * @default 1000
   */
  osapiMaxLimit?: number;
  /**
   * How often cinder-volume reports its pools, in milliseconds; get_pools and the scheduler know nothing newer. A
   * real cloud has 60 000 (`backend_stats_polling_interval`). 0: the figures are always current.
   * @default 0
   */
  statsPollMs?: number;
  /**
   * The content of the cloud.
   * @default `defaultWorld()`
   */
  seed?: WorldSeed;
  clock?: SimulatedClock;
  /**
   * Source of all IDs.
   * @default the one of `node:crypto`
   */
  randomUUID?: () => string;
  /** The address in links and the catalog; `startSimulatedCloud` sets its own. */
  url?: string;
  onRequest?: (request: LoggedRequest) => void;
}

export interface Settings {
  release: Release;
  facts: ReleaseFacts;
  guard: boolean;
  gibPerSecond: number;
  stages: StageTimes;
  attachmentRace: AttachmentRace;
  copyRates: CopyRates | null;
  noise: Noise | null;
  createPollMs: number;
  createTimeoutMs: number;
  wipeGibPerSecond: number;
  serviceDownMs: number;
  rpcTimeoutMs: number;
  tokenLifeMs: number;
  tokenCacheMs: number;
  passwordRegex: RegExp | null;
  passwordRegexDescription: string;
  maxLimit: number;
  statsPollMs: number;
  clock: SimulatedClock;
  randomUUID: () => string;
  onRequest: ((request: LoggedRequest) => void) | undefined;
}

const timing = (options: SimulatedCloudOptions) => ({
  copyRates: options.copyRates ?? null,
  noise: options.noise ?? null,
  createPollMs: options.createPollMs ?? 0,
  createTimeoutMs: options.createTimeoutMs ?? 300_000,
  wipeGibPerSecond: options.wipeGibPerSecond ?? Number.POSITIVE_INFINITY,
  serviceDownMs: options.serviceDownMs ?? 60_000,
  rpcTimeoutMs: options.rpcTimeoutMs ?? 60_000,
});

/** The options with their defaults. Throws a RangeError that names every option without a meaning. */
export function settle(options: SimulatedCloudOptions): Settings {
  checkOptions(options);
  const release = options.release ?? 'zed';
  const facts = RELEASES[release];
  return {
    release,
    facts,
    guard: options.nova?.guard ?? facts.guard,
    gibPerSecond: options.gibPerSecond ?? 20,
    stages: stageTimes(options.stageMs),
    attachmentRace: options.attachmentRace ?? 'late',
    ...timing(options),
    tokenLifeMs: options.keystone?.tokenLifeMs ?? 12 * 3600 * 1000,
    tokenCacheMs: options.tokenCacheMs ?? 0,
    passwordRegex: options.keystone?.passwordRegex ? new RegExp(options.keystone.passwordRegex) : null,
    passwordRegexDescription: options.keystone?.passwordRegexDescription ?? '',
    maxLimit: options.osapiMaxLimit ?? 1000,
    statsPollMs: options.statsPollMs ?? 0,
    clock: options.clock ?? realClock,
    randomUUID: options.randomUUID ?? randomUUID,
    onRequest: options.onRequest,
  };
}
