// Requests the lists that several watches wait for: one at a time, with a pause between two.
import type { Clock } from '../clock.ts';
import { listSpacing } from '../pace.ts';

/** How large a list was: what it cost Cinder. */
export interface ListSize {
  readonly requests: number;
  readonly volumes: number;
}

/** Requests a list. `order` is its place among all readings. */
export type RequestList = (order: number, signal: AbortSignal) => Promise<ListSize>;

/** The lists that several watches wait for. */
export class SharedLists {
  readonly #request: RequestList;
  readonly #clock: Clock;
  #order = 0;
  #stop = new AbortController();
  /** A list that has not begun: whoever wants one waits for it. */
  #upcoming: Promise<void> | null = null;
  #running: { readonly order: number; readonly done: Promise<void> } | null = null;
  #size: ListSize = { requests: 2, volumes: 0 };
  #notBeforeMs = 0;

  constructor(request: RequestList, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
  }

  /** The place of what is read next: a list with a lower one has begun before it. */
  nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  /**
   * Settles when a list that began after the reading with this place has ended: with the error of its request, if it failed.
   */
  after(readOrder: number): Promise<void> {
    if (this.#running !== null && this.#running.order > readOrder) return this.#running.done;
    if (this.#upcoming === null) {
      this.#upcoming = this.#start(this.#stop.signal);
      // Those who wait for it may have left.
      this.#upcoming.catch(() => {});
    }
    return this.#upcoming;
  }

  /** Nobody waits any more: cancels what is under way. Leaves no timer. */
  stop(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  async #start(signal: AbortSignal): Promise<void> {
    await this.#running?.done.catch(() => {});
    const waitMs = this.#notBeforeMs - this.#clock.monotonic();
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    this.#upcoming = null;
    if (signal.aborted) return;
    const order = this.nextOrder();
    const done = this.#list(order, signal);
    this.#running = { order, done };
    await done;
  }

  async #list(order: number, signal: AbortSignal): Promise<void> {
    const begunMs = this.#clock.monotonic();
    try {
      this.#size = await this.#request(order, signal);
    } finally {
      this.#running = null;
      const endedMs = this.#clock.monotonic();
      // A slow cloud has at least as much time between two lists as each takes.
      this.#notBeforeMs = Math.max(begunMs + listSpacing(this.#size), 2 * endedMs - begunMs);
    }
  }
}
