// Runs on one cloud that wait for moves share their polls: two lists serve all volumes that Cinder is moving.
import { randomUUID } from 'node:crypto';
import type { Volume } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { AuthenticationError, CloudError } from '../faults.ts';
import { isPassing } from '../passing.ts';
import { createSlots } from '../slots.ts';
import { unlessAborted } from '../unlessAborted.ts';
import { isListed, type ListedVolume, listMovingVolumes } from './movingVolumes.ts';
import { type ListSize, SharedLists } from './sharedLists.ts';

/** Fewer moving volumes than this are read one by one. */
export const FEWEST_SHARED = 4;
/** How many volumes that have dropped out of the lists are read at a time. */
const READ_AT_A_TIME = 4;
/** How long a volume that the lists did not show, although it was moving, is read by itself. */
const MISSED_FOR_MS = 60_000;
/** After so many lists in a row that show nothing of what moves, or that are refused, none is requested any more. */
const MOST_FAILED_LISTS = 3;

/** A list that did not show the volume. `isBlind`: nor any other that moves. `order` is null if there was no list. */
interface Missing {
  readonly order: number | null;
  readonly isBlind: boolean;
}

/** A volume that a run watches. */
export interface WatchedVolume {
  readonly volumeId: string;
  /** Whether the lists should show it, as last read. */
  isMoving: boolean;
  /** Until when it is read by itself, because the lists have missed it. */
  aloneUntilMs: number;
  /** Place of its last reading in the order of all; lists that began before it are older. */
  readOrder: number;
  isWaiting: boolean;
  /** What a list has brought since the last reading. */
  news: ListedVolume | Missing | null;
  /** Ends the pause of its watch. */
  wake: () => void;
}

/** Reads the volume by a request of its own. */
type ReadAlone = () => Promise<Volume | null>;
type Reading = ListedVolume | { readonly volume: Volume | null; readonly request: null };

/** The polls that the runs of one cloud share. */
export class SharedVolumes {
  readonly #cloud: Cloud;
  readonly #clock: Clock;
  readonly #watched = new Set<WatchedVolume>();
  readonly #lists: SharedLists;
  readonly #inSlot = createSlots(READ_AT_A_TIME);
  readonly #blindLists = new Set<number>();
  #refusedLists = 0;
  #moving = 0;
  #isOff = false;

  constructor(cloud: Cloud, clock: Clock) {
    // The lists belong to no run: their requests carry an ID of their own.
    this.#cloud = cloud.forRun(randomUUID());
    this.#clock = clock;
    this.#lists = new SharedLists((order, signal) => this.#list(order, signal), clock);
  }

  join(volumeId: string): WatchedVolume {
    const watched: WatchedVolume = {
      ...{ volumeId, isMoving: false, isWaiting: false, news: null },
      ...{ aloneUntilMs: 0, readOrder: 0, wake: () => {} },
    };
    this.#watched.add(watched);
    return watched;
  }

  leave(watched: WatchedVolume): void {
    this.#setMoving(watched, false);
    this.#watched.delete(watched);
    if (this.#watched.size === 0) this.#lists.stop();
  }

  /** Whether the volume's next reading comes from a list. */
  isShared(watched: WatchedVolume): boolean {
    return (
      !this.#isOff &&
      watched.isMoving &&
      this.#moving >= FEWEST_SHARED &&
      this.#clock.monotonic() >= watched.aloneUntilMs
    );
  }

  /**
   * One reading, newer than the one before: from a list, or `alone` if too few volumes are moving or the lists do not show
   * this one. Rejects like a request of its own.
   */
  async read(watched: WatchedVolume, alone: ReadAlone, signal: AbortSignal): Promise<Reading> {
    for (;;) {
      const { news } = watched;
      watched.news = null;
      if (news !== null && 'volume' in news) return news;
      if (news !== null) return await this.#readMissing(watched, news, alone);
      if (!this.isShared(watched)) return await this.#readAlone(watched, alone);
      watched.isWaiting = true;
      await unlessAborted(this.#lists.after(watched.readOrder), signal).finally(() => {
        watched.isWaiting = false;
      });
    }
  }

  async #readAlone(watched: WatchedVolume, alone: ReadAlone): Promise<Reading> {
    // What a list has brought while the volume waited for its turn is older.
    watched.news = null;
    watched.readOrder = Number.POSITIVE_INFINITY;
    try {
      const volume = await alone();
      if (this.#watched.has(watched)) this.#setMoving(watched, isListed(volume));
      return { volume, request: null };
    } finally {
      watched.readOrder = this.#lists.nextOrder();
    }
  }

  // An empty list proves nothing: what it does not show is read by itself. Few at a time, because many may end at once.
  async #readMissing(watched: WatchedVolume, news: Missing, alone: ReadAlone): Promise<Reading> {
    const reading = await this.#inSlot(() => this.#readAlone(watched, alone));
    if (news.order === null || !watched.isMoving) return reading;
    watched.aloneUntilMs = this.#clock.monotonic() + MISSED_FOR_MS;
    if (news.isBlind) this.#blindLists.add(news.order);
    if (this.#blindLists.size >= MOST_FAILED_LISTS) this.#isOff = true;
    return reading;
  }

  #setMoving(watched: WatchedVolume, isMoving: boolean): void {
    if (isMoving !== watched.isMoving) this.#moving += isMoving ? 1 : -1;
    watched.isMoving = isMoving;
  }

  async #list(order: number, signal: AbortSignal): Promise<ListSize> {
    if (this.#isOff) return { requests: 0, volumes: 0 };
    try {
      const { byId, requests } = await listMovingVolumes(this.#cloud, signal);
      this.#refusedLists = 0;
      this.#deliver(order, byId);
      return { requests, volumes: Math.max(byId.size, this.#moving) };
    } catch (error) {
      if (isOfAllReads(error)) throw error;
      this.#refused(error);
      return { requests: 2, volumes: this.#moving };
    }
  }

  #deliver(order: number, byId: ReadonlyMap<string, ListedVolume>): void {
    const older = [...this.#watched].filter((each) => each.isMoving && each.readOrder < order);
    const isBlind = !older.some(({ volumeId }) => byId.has(volumeId));
    if (!isBlind) this.#blindLists.clear();
    for (const watched of older) {
      const row = byId.get(watched.volumeId);
      if (row === undefined && !this.isShared(watched)) continue;
      watched.readOrder = order;
      watched.news = row ?? { order, isBlind };
      watched.wake();
    }
  }

  // Where only lists are refused, the volumes are read one by one.
  #refused(error: unknown): void {
    this.#refusedLists += 1;
    const isIgnored = error instanceof CloudError && error.code === 'FilterIgnored';
    this.#isOff ||= isIgnored || this.#refusedLists >= MOST_FAILED_LISTS;
    for (const watched of this.#watched)
      if (watched.isWaiting) watched.news ??= { order: null, isBlind: true };
  }
}

// Errors that a volume's own request would meet as well.
function isOfAllReads(error: unknown): boolean {
  const isPage = error instanceof CloudError && error.code === 'UnexpectedAnswer';
  const isServerError = error instanceof CloudError && (error.status ?? 0) >= 500;
  return error instanceof AuthenticationError || (isPassing(error) && (!isPage || isServerError));
}

// All clouds of one sign-in have the same endpoints object, those from `forRun` too.
const known = new WeakMap<object, WeakMap<Clock, SharedVolumes>>();

/** What the runs on this cloud share; it is the same for a cloud and those from its `forRun`. */
export function sharedVolumesOf(cloud: Cloud, clock: Clock): SharedVolumes {
  const ofCloud = known.get(cloud.endpoints) ?? new WeakMap<Clock, SharedVolumes>();
  known.set(cloud.endpoints, ofCloud);
  const shared = ofCloud.get(clock) ?? new SharedVolumes(cloud, clock);
  ofCloud.set(clock, shared);
  return shared;
}
