// What the cases about leftovers share: a journal, a way to leave something in the cloud, and a look for it.
import { beforeEach, expect } from 'vitest';
import { ServiceError } from '../../../services/index.ts';
import {
  type Cloud,
  connect,
  createMemoryStore,
  type FoundLeftover,
  findLeftovers,
  type JournalStore,
  type Outcome,
  parseCloudConfig,
  parseParameters,
  removeLeftover,
} from '../../../src/index.ts';
import { startRunOn } from '../../../src/volumeMigrate/runOnCloud.ts';
import { getVolume, makeAttachedVolume } from '../bench.ts';
import { until } from '../client.ts';
import { type TidyBench, tidyBench } from '../tidyBench.ts';
import { cloudOf, type World } from '../world.ts';

export interface LeftoversBench extends TidyBench {
  readonly cloud: Cloud;
  readonly store: JournalStore;
  /** Finds what was not there before the case; a user that `deleteUser` has deleted is not shown. */
  readonly find: (stallAfterMs?: number) => Promise<readonly FoundLeftover[]>;
  readonly remove: (leftover: FoundLeftover) => ReturnType<typeof removeLeftover>;
  /** Removes the user whose volume is still needed for a look. */
  readonly removeUser: (found: readonly FoundLeftover[]) => Promise<void>;
  /** Deletes a user that the case has made. A process of Keystone may list the user, from its memory, for minutes more. */
  readonly deleteUser: (id: string) => Promise<void>;
  /** A swap that is cancelled before Nova is asked, and whose user and volume cannot be deleted. */
  readonly leaveBehind: () => Promise<{ outcome: Outcome; volumeId: string }>;
  /** A swap whose process leaves it while it makes its volume. */
  readonly leaveRun: () => Promise<{ id: string; runId: string }>;
  /** Detaches a volume from the second server. */
  readonly detach: (volumeId: string) => Promise<void>;
}

/** The bench of the case that runs. */
export type At = () => LeftoversBench;

export const verdicts = (found: readonly FoundLeftover[]) =>
  found.map(({ kind, verdict }) => [kind, verdict]);

export const parametersOf = (id: string) =>
  parseParameters({ resource_id: id, destination_type: 'beta', swap_method: 'attachment' });

/** Opens a cloud for the suite that calls it; each case has a journal of its own. */
export function leftoversBench(open: () => Promise<World>): At {
  const tidy = tidyBench(open);
  const deletedUsers = new Set<string>();
  let bench: LeftoversBench;
  beforeEach(async () => {
    const { world } = tidy();
    const cloud = await connect(parseCloudConfig(cloudOf(world, world.admin)));
    const store = createMemoryStore();
    const known = new Set((await findLeftovers(cloud, store)).found.map(({ id }) => id));
    const remove = (leftover: FoundLeftover) => removeLeftover(cloud, store, leftover);
    bench = {
      ...tidy(),
      cloud,
      store,
      find: async (stallAfterMs) => {
        const limits = stallAfterMs === undefined ? {} : { stallAfterMs };
        const { found, notLookedAt } = await findLeftovers(cloud, store, { limits });
        expect(notLookedAt).toEqual([]);
        return found.filter(({ id }) => !known.has(id) && !deletedUsers.has(id));
      },
      remove,
      removeUser: async (found) => {
        for (const one of found) if (one.kind === 'temporary-user') await remove(one);
      },
      deleteUser: async (id) => {
        await bench.admin.must('identity', 'DELETE', `/users/${id}`);
        deletedUsers.add(id);
      },
      leaveBehind: () => leaveBehind(bench),
      leaveRun: () => leaveRun(bench),
      detach: (volumeId) => detach(bench, volumeId),
    };
  });
  return () => bench;
}

/** The cloud, as it is for one whose deletions are refused. */
const withoutDeletions = (cloud: Cloud): Cloud => ({
  ...cloud,
  request: async (call, signal) => {
    if (call.method !== 'DELETE') return await cloud.request(call, signal);
    throw new ServiceError({ code: 'Forbidden', status: 403, message: `DELETE ${call.path}: planted` });
  },
});

async function leaveBehind(bench: LeftoversBench): Promise<{ outcome: Outcome; volumeId: string }> {
  const { cloud, store, world } = bench;
  const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
  const cancel = new AbortController();
  const run = await startRunOn(withoutDeletions(cloud.forRun(crypto.randomUUID())), store, parametersOf(id), {
    pollMinMs: world.pollMinMs,
    signal: cancel.signal,
    onProgress: ({ state }) => {
      if (state.endsWith('copyingAttributes')) cancel.abort();
    },
  });
  const outcome = await run.outcome;
  expect(outcome).toMatchObject({
    status: 'CANCELLED',
    leftovers: [{ kind: 'volume' }, { kind: 'user' }],
  });
  const volumeId = await bench.own(outcome.leftovers[0]?.id ?? '');
  return { outcome, volumeId };
}

async function leaveRun(bench: LeftoversBench): Promise<{ id: string; runId: string }> {
  const { cloud, store } = bench;
  const id = await bench.own(makeAttachedVolume(bench, 'alpha'));
  const reached = Promise.withResolvers<void>();
  const run = await startRunOn(cloud.forRun(crypto.randomUUID()), store, parametersOf(id), {
    onProgress: ({ state }) => {
      if (state.endsWith('watchingDestinationVolume')) reached.resolve();
    },
  });
  await reached.promise;
  run.abandon();
  await run.outcome;
  return { id, runId: run.runId };
}

async function detach(bench: LeftoversBench, volumeId: string): Promise<void> {
  const path = `/servers/${bench.vm2}/os-volume_attachments/${volumeId}`;
  await bench.owner.must('compute', 'DELETE', path);
  await until('the volume to be detached', async () => {
    return (await getVolume(bench, volumeId))?.status === 'available';
  });
}
