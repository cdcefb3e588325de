// Watches volumes of a virtual cloud, and counts what that costs.
import { type RequestTrace, withRequestTrace } from '../../../services/index.ts';
import { createRunWatches, type WatchOptions } from '../../../services/watches.ts';
import type { VirtualCloud } from '../virtualCloud.ts';

export const MOVING = { status: 'available', migrationStatus: 'migrating' };
export const RETYPING = { status: 'retyping' };
const LIMITS = { stallAfterMs: 1e9, deadlineMs: 1e9 };

export interface Watched {
  readonly volumeId: string;
  /** What the watch has sent: the status and migration_status, null for a volume that is gone. */
  readonly seen: (string | null)[];
  readonly names: string[];
  readonly events: unknown[];
  readonly traces: RequestTrace[];
  readonly stop: () => void;
}

function watch(world: VirtualCloud, volumeId: string, options: WatchOptions = {}): Watched {
  const { cloud, clock } = world;
  const watches = createRunWatches(cloud.forRun(crypto.randomUUID()), { clock, ...options });
  const seen: (string | null)[] = [];
  const names: string[] = [];
  const events: unknown[] = [];
  const traces: RequestTrace[] = [];
  const stop = new AbortController();
  const trace = (request: RequestTrace) => void traces.push(request);
  withRequestTrace(trace, () =>
    watches.watchVolume(
      { volumeId, limits: LIMITS },
      (event) => {
        events.push(event);
        if (event.type !== 'volume.seen') return;
        seen.push(event.volume && `${event.volume.status} ${event.volume.migrationStatus}`);
        names.push(event.volume?.name ?? '');
      },
      stop.signal,
    ),
  );
  return { volumeId, seen, names, events, traces, stop: () => stop.abort() };
}

/** Watches that many volumes, which are moving. */
export async function watchMoving(
  world: VirtualCloud,
  count: number,
  changes: object = MOVING,
  options: WatchOptions = {},
) {
  const watched = Array.from({ length: count }, (_, nth) => {
    const { id } = world.simulated.addVolume({
      ...{ name: `v${nth}`, type: 'alpha', project: 'demo', user: 'alice' },
    });
    world.simulated.setVolume(id, changes);
    return watch(world, id, options);
  });
  await world.settled();
  return watched;
}

/** The requests for volumes since then: how many lists, and how many reads of one volume. */
export function requestsSince(world: VirtualCloud, begun: number) {
  const reads = world.simulated.requests.slice(begun).filter(({ service }) => service === 'volume');
  const lists = reads.filter(({ path }) => path.endsWith('/volumes/detail'));
  return { lists: lists.length, alone: reads.length - lists.length };
}

export async function requestsIn(world: VirtualCloud, ms: number) {
  const begun = world.simulated.requests.length;
  await world.pass(ms);
  return requestsSince(world, begun);
}

export const A_MINUTE_MS = 60_000;
export const AN_HOUR_MS = 60 * A_MINUTE_MS;
