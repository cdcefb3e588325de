// The options of a simulated cloud, and the differences between releases.
import { randomUUID } from 'node:crypto';
import { realClock, type SimulatedClock } from './clock.ts';
import type { LoggedRequest } from './exchange.ts';
import type { WorldSeed } from './seed.ts';
import type { LongestValue } from './validate.ts';

/** The OpenStack releases that can be simulated. */
export type Release = 'zed' | '2025.1';

/** What distinguishes one release from another for a client; each value was observed on that release. */
export interface ReleaseFacts {
  volumeMax: string;
  volumeUpdated: string;
  computeMax: string;
  roles: string[];
  /** Which role implies which others. */
  implied: Record<string, string>;
  /** Whether a token by application credential also has the roles that the credential's own imply. */
  impliedCredentialRoles: boolean;
  /** Whether Keystone itself rejects what a credential's access rules do not name. */
  identityHonoursAccessRules: boolean;
  /** Whether Keystone names the field in which a property is missing. */
  namesIncompleteField: boolean;
  /** Whether Nova rejects direct swaps (OSSN-0094). */
  guard: boolean;
  /** The maximum length of a value of image metadata that os-set_image_metadata accepts. */
  imageMetadataValue: LongestValue;
  /** Keys in the connection information of an attachment that the other release does not have. */
  connectionInfo: Record<string, unknown>;
  /** The words between the volume's ID and the end of the 409. */
  guardText: string;
}

export const RELEASES: Record<Release, ReleaseFacts> = {
  zed: {
    volumeMax: '3.70',
    volumeUpdated: '2022-08-31T00:00:00Z',
    computeMax: '2.93',
    roles: ['admin', 'member', 'reader', 'service'],
    implied: { admin: 'member', member: 'reader' },
    impliedCredentialRoles: false,
    identityHonoursAccessRules: false,
    namesIncompleteField: false,
    guard: false,
    imageMetadataValue: { characters: 255, refusal: 'is too long' },
    connectionInfo: {},
    guardText: 'is not migrating; this API should only be called by Cinder',
  },
  '2025.1': {
    volumeMax: '3.71',
    volumeUpdated: '2023-08-31T00:00:00Z',
    computeMax: '2.100',
    roles: ['admin', 'manager', 'member', 'reader', 'service'],
    implied: { admin: 'manager', manager: 'member', member: 'reader' },
    impliedCredentialRoles: true,
    identityHonoursAccessRules: true,
    namesIncompleteField: true,
    guard: true,
    imageMetadataValue: { characters: 65_535, refusal: "is not a 'mysql_text'" },
    connectionInfo: { enforce_multipath: false },
    guardText: 'is not migrating this api should only be called by Cinder',
  },
};

/** How long each asynchronous step takes, in milliseconds. */
export interface StageTimes {
  /** From the accepted call to its first step: scheduler and message queue. */
  schedule: number;
  create: number;
  delete: number;
  /** A step between two saved states, such as `completing` or `attaching`. */
  step: number;
  /** A window that a poller may miss: the moment of null, success before the attachments. */
  window: number;
  /** A server's own change: stop, start, pause. */
  server: number;
}

/**
 * When an in-use volume's attachment is transferred at the end of a move: `late`, after success was shown
 * (the usual case); `prompt`, together with it; `lost`, never: the source was deleted first.
 */
export type AttachmentRace = 'late' | 'prompt' | 'lost';

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
  tokenLifeMs: number;
  tokenCacheMs: number;
  passwordRegex: RegExp | null;
  passwordRegexDescription: string;
  maxLimit: number;
  clock: SimulatedClock;
  randomUUID: () => string;
  onRequest: ((request: LoggedRequest) => void) | undefined;
}

function stageTimes(given: SimulatedCloudOptions['stageMs'] = 30): StageTimes {
  const base = typeof given === 'number' ? given : 30;
  const same = { schedule: base, create: base, delete: 2 * base, step: base, window: base, server: base };
  return typeof given === 'number' ? same : { ...same, ...given };
}

export function settle(options: SimulatedCloudOptions): Settings {
  const release = options.release ?? 'zed';
  const facts = RELEASES[release];
  return {
    release,
    facts,
    guard: options.nova?.guard ?? facts.guard,
    gibPerSecond: options.gibPerSecond ?? 20,
    stages: stageTimes(options.stageMs),
    attachmentRace: options.attachmentRace ?? 'late',
    tokenLifeMs: options.keystone?.tokenLifeMs ?? 12 * 3600 * 1000,
    tokenCacheMs: options.tokenCacheMs ?? 0,
    passwordRegex: options.keystone?.passwordRegex ? new RegExp(options.keystone.passwordRegex) : null,
    passwordRegexDescription: options.keystone?.passwordRegexDescription ?? '',
    maxLimit: options.osapiMaxLimit ?? 1000,
    clock: options.clock ?? realClock,
    randomUUID: options.randomUUID ?? randomUUID,
    onRequest: options.onRequest,
  };
}
