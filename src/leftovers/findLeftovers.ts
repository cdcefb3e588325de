// Looks through a cloud for what migrations have left: this tool's, Watcher's, and Cinder's own.
import type { Limits } from '../../machines/types.ts';
import type { Cloud } from '../../services/index.ts';
import type { JournalStore } from '../journal/store.ts';
import { findTemporaryUsers, findWatcherUsers } from './findUsers.ts';
import { findDestinationVolumes, findNamedVolumes, findQuiet } from './findVolumes.ts';
import { knownRuns } from './knownRuns.ts';
import { createLooker } from './looker.ts';
import { findReservations } from './reservations.ts';
import { type Looking, seeVolumes } from './seeing.ts';
import type { FoundLeftover, Leftovers } from './types.ts';

export interface FindOptions {
  /** `stallAfterMs`: how long nothing must have changed of a volume before it counts as stuck. @default as for a run: half an hour, and a minute for each GiB */
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
}

/**
 * Lists what migrations have left in a cloud, each with its evidence, and whether it is proven to be ours and unused.
 * Changes nothing. What the cloud does not show to this user is told in `notLookedAt`; the rest is looked at all the same.
 */
export async function findLeftovers(
  cloud: Cloud,
  store: JournalStore,
  { limits = {}, signal }: FindOptions = {},
): Promise<Leftovers> {
  const looker = createLooker();
  const volumes = await looker.look('volumes', () => seeVolumes(cloud, {}, signal));
  // After the volumes: what a run has made by then is in the list of runs as well.
  const runs = await knownRuns(store, cloud.endpoints.identity);
  const looking: Looking = { cloud, runs, volumes, signal };
  const found = [
    ...(await findTemporaryUsers(looking, looker)),
    ...((await looker.look("Watcher's temporary users", () => findWatcherUsers(looking))) ?? []),
    ...(await findDestinationVolumes(looking)),
    ...findQuiet(looking, limits),
    ...(await findNamedVolumes(store, runs, volumes ?? [], looker.note)),
    ...(await findReservations(looking, looker)),
  ];
  return { found: onePerId(found), notLookedAt: looker.notes };
}

// What is more than one of these is told once, as what comes first.
const onePerId = (found: readonly FoundLeftover[]): FoundLeftover[] =>
  [...Map.groupBy(found, ({ id }) => id).values()].flatMap(([first]) => first ?? []);
