// Searches a cloud for what migrations have left: this tool's, Watcher's, and Cinder's own.
import type { Limits } from '../../machines/types.ts';
import type { Cloud } from '../../services/index.ts';
import type { JournalStore } from '../engine/store.ts';
import { findTemporaryUsers, findWatcherUsers } from './findUsers.ts';
import { findDestinationVolumes, findMoves, findNamedVolumes, findQuiet } from './findVolumes.ts';
import { knownRuns } from './knownRuns.ts';
import { createLooker } from './looker.ts';
import { withPlan } from './ofPlan.ts';
import { findReservations } from './reservations.ts';
import { type Looking, seeVolumes } from './seeing.ts';
import type { FoundLeftover, Leftovers } from './types.ts';

/** Options of `findLeftovers`. */
export interface FindOptions {
  /**
   * `stallAfterMs`: how long a volume must not have changed before it counts as stuck, in milliseconds.
   * @default as for a run: half an hour plus a minute for each GiB
   */
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
}

/**
 * Lists what migrations have left in a cloud, each with its evidence, and whether it is proven to be created
 * by a run and unused; and the moves under way that no process follows.
 * Changes nothing. What the cloud does not show to this user is listed in `notLookedAt`; the rest is checked
 * nevertheless.
 */
export async function findLeftovers(
  cloud: Cloud,
  store: JournalStore,
  { limits = {}, signal }: FindOptions = {},
): Promise<Leftovers> {
  const looker = createLooker();
  const volumes = await looker.look('volumes', () => seeVolumes(cloud, {}, signal));
  // After the volumes: what a run has created by then is in the list of runs as well.
  const runs = await knownRuns(store, cloud.endpoints.identity);
  const looking: Looking = { cloud, runs, volumes, signal };
  const found = [
    ...(await findTemporaryUsers(looking, looker)),
    ...((await looker.look("Watcher's temporary users", () => findWatcherUsers(looking))) ?? []),
    ...(await findDestinationVolumes(looking)),
    // A move that is stuck is listed as stuck.
    ...findQuiet(looking, limits),
    ...findMoves(looking),
    ...(await findNamedVolumes(store, runs, volumes ?? [], looker.note)),
    ...(await findReservations(looking, looker)),
  ];
  return {
    found: onePerId(found).map((one) => withPlan(one, runs.openPlans)),
    notLookedAt: looker.notes,
  };
}

// A leftover of several kinds is listed once, under the first of them.
const onePerId = (found: readonly FoundLeftover[]): FoundLeftover[] =>
  [...Map.groupBy(found, ({ id }) => id).values()].flatMap(([first]) => first ?? []);
