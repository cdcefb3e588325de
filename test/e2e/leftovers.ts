// What migrations leave, found and taken away: the same cases on simulated and on real clouds.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ServiceError } from '../../services/index.ts';
import {
  type Cloud,
  connect,
  createMemoryStore,
  type FoundLeftover,
  findLeftovers,
  giveUpRun,
  type JournalStore,
  type Outcome,
  parseCloudConfig,
  parseParameters,
  removeLeftover,
  resumeRun,
} from '../../src/index.ts';
import { startRunOn } from '../../src/run/runOnCloud.ts';
import {
  attach,
  attachedTo,
  type Bench,
  deleteSnapshot,
  getVolume,
  inventory,
  makeAttachedVolume,
  makeSnapshot,
  makeVolume,
  NO_DIRECT_SWAP,
  openBench,
  removeVolumes,
} from './bench.ts';
import { until } from './client.ts';
import { cloudOf, type World } from './world.ts';

const ASKED =
  'Nova was asked to swap it in: the server may have written to it, whatever Cinder and Nova show';

/** The cloud, as it is for one whose deletions are refused. */
const withoutDeletions = (cloud: Cloud): Cloud => ({
  ...cloud,
  request: async (call, signal) => {
    if (call.method !== 'DELETE') return await cloud.request(call, signal);
    throw new ServiceError({ code: 'Forbidden', status: 403, message: `DELETE ${call.path}: planted` });
  },
});

/** Declares the cases for one cloud. */
export function describeLeftovers(title: string, open: () => Promise<World>): void {
  describe(title, () => {
    let bench: Bench;
    let cloud: Cloud;
    let store: JournalStore;
    let before: Awaited<ReturnType<typeof inventory>>;
    let known: ReadonlySet<string>;
    const mine = new Set<string>();

    beforeAll(async () => {
      bench = await openBench(await open());
    });
    afterAll(async () => await bench.world.close());
    beforeEach(async () => {
      await bench.world.clearFaults();
      await bench.world.setGuard(false);
      before = await inventory(bench);
      cloud = await connect(parseCloudConfig(cloudOf(bench.world, bench.world.admin)));
      store = createMemoryStore();
      known = new Set((await findLeftovers(cloud, store)).found.map(({ id }) => id));
    });
    // After each the cloud is as it was: users too, which the cases themselves take away.
    afterEach(async () => {
      await bench.world.clearFaults();
      await removeVolumes(bench, mine);
      mine.clear();
      await until('Cinder to delete what a move left', async () => {
        return (await inventory(bench)).volumes.length <= before.volumes.length;
      });
      expect(await inventory(bench)).toEqual(before);
    });

    /** What is found that was not there before the case. */
    const find = async (stallAfterMs?: number): Promise<readonly FoundLeftover[]> => {
      const limits = stallAfterMs === undefined ? {} : { stallAfterMs };
      const { found, notLookedAt } = await findLeftovers(cloud, store, { limits });
      expect(notLookedAt).toEqual([]);
      return found.filter(({ id }) => !known.has(id));
    };
    const remove = (leftover: FoundLeftover) => removeLeftover(cloud, store, leftover);
    const verdicts = (found: readonly FoundLeftover[]) => found.map(({ kind, verdict }) => [kind, verdict]);
    const parametersOf = (id: string) =>
      parseParameters({ resource_id: id, destination_type: 'beta', swap_method: 'attachment' });

    /** A swap that is cancelled before Nova is asked, and whose user and volume cannot be deleted. */
    async function leaveBehind(): Promise<{ outcome: Outcome; volumeId: string }> {
      const id = await makeAttachedVolume(bench, 'alpha');
      mine.add(id);
      const cancel = new AbortController();
      const run = await startRunOn(
        withoutDeletions(cloud.forRun(crypto.randomUUID())),
        store,
        parametersOf(id),
        {
          pollMinMs: bench.world.pollMinMs,
          signal: cancel.signal,
          onProgress: ({ state }) => {
            if (state.endsWith('copyingAttributes')) cancel.abort();
          },
        },
      );
      const outcome = await run.outcome;
      expect(outcome).toMatchObject({
        status: 'CANCELLED',
        leftovers: [{ kind: 'volume' }, { kind: 'user' }],
      });
      const volumeId = outcome.leftovers[0]?.id ?? '';
      mine.add(volumeId);
      return { outcome, volumeId };
    }

    /** A swap whose process leaves it while it makes its volume. */
    async function leaveRun(): Promise<{ id: string; runId: string }> {
      const id = await makeAttachedVolume(bench, 'alpha');
      mine.add(id);
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

    /** Detaches a volume from the second server. */
    async function detach(volumeId: string): Promise<void> {
      const path = `/servers/${bench.vm2}/os-volume_attachments/${volumeId}`;
      await bench.owner.must('compute', 'DELETE', path);
      await until('the volume to be detached', async () => {
        return (await getVolume(bench, volumeId))?.status === 'available';
      });
    }

    /** Takes the user away whose volume is still needed for a look. */
    async function removeUser(found: readonly FoundLeftover[]): Promise<void> {
      for (const one of found) if (one.kind === 'temporary-user') await remove(one);
    }

    test('volumes and servers in order are no leftovers', async () => {
      mine.add(await makeVolume(bench, 'alpha'));
      mine.add(await makeAttachedVolume(bench, 'alpha'));
      expect(await find(0)).toEqual([]);
    });

    test('what a run could not take away is proven to be unused, and removed: nothing is left', async ({
      skip,
    }) => {
      skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
      const { outcome } = await leaveBehind();
      const found = await find();
      expect(found).toMatchObject([
        { kind: 'temporary-user', verdict: 'removable', missing: [] },
        { kind: 'destination-volume', verdict: 'removable', missing: [] },
      ]);
      for (const leftover of found) expect(await remove(leftover)).toBe('removed');
      expect(await find()).toEqual([]);
      // A process of Keystone may remember a user for a while.
      for (const leftover of found)
        await until('it to be gone', async () => (await remove(leftover)) === 'gone already');
      expect(await attachedTo(bench, bench.vm1)).toContain(outcome.sourceVolumeId);
    });

    test('a volume that was attached and detached since is kept', async ({ skip }) => {
      skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
      const { volumeId } = await leaveBehind();
      const found = await find();
      await removeUser(found);
      // Cinder's times end at the second.
      await sleep(5_000);
      await attach(bench, bench.vm2, volumeId);
      await detach(volumeId);
      const missing = [
        expect.stringMatching(/^it was changed at .*, when its run was over: somebody may use it$/),
      ];
      expect(await find()).toMatchObject([{ kind: 'destination-volume', verdict: 'kept', missing }]);
      const [, volume] = found as [FoundLeftover, FoundLeftover];
      await expect(remove(volume)).rejects.toMatchObject({ code: 'NotProven', reasons: missing });
      expect(await getVolume(bench, volumeId)).toMatchObject({ status: 'available' });
    });

    test('a volume with a snapshot is kept', async ({ skip }) => {
      skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
      const { volumeId } = await leaveBehind();
      const found = await find();
      await removeUser(found);
      const snapshot = await makeSnapshot(bench, volumeId);
      const [, volume] = found as [FoundLeftover, FoundLeftover];
      const reasons = [`it has snapshot ${snapshot}`];
      await expect(remove(volume)).rejects.toMatchObject({ code: 'NotProven', reasons });
      await deleteSnapshot(bench, snapshot);
    });

    test('a swap that Nova failed: both volumes are told, and kept', async ({ skip }) => {
      skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
      const id = await makeAttachedVolume(bench, 'alpha');
      mine.add(id);
      await bench.world.putFault('nova', 'swap_volume', { raise: 'planted' });
      const options = { pollMinMs: bench.world.pollMinMs };
      const run = await startRunOn(cloud.forRun(crypto.randomUUID()), store, parametersOf(id), options);
      expect(await run.outcome).toMatchObject({ status: 'FAILED', error: { code: 'SwapFailed' } });
      const found = await find();
      expect(verdicts(found)).toEqual([
        ['destination-volume', 'kept'],
        ['named-volume', 'kept'],
      ]);
      const [destination, source] = found as [FoundLeftover, FoundLeftover];
      mine.add(destination.id);
      expect(destination.missing).toEqual([ASKED]);
      expect(source.id).toBe(id);
      await expect(remove(destination)).rejects.toMatchObject({ code: 'NotProven', reasons: [ASKED] });
    });

    test('what a run needs that is not over is no leftover, and gone when the run is gone on with', async ({
      skip,
    }) => {
      skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
      const { id, runId } = await leaveRun();
      const found = await find();
      expect(verdicts(found)).toEqual([
        ['temporary-user', 'unfinished'],
        ['destination-volume', 'unfinished'],
      ]);
      for (const leftover of found) {
        expect(leftover.advice).toBe(`volume-migrate resume ${runId}`);
        await expect(remove(leftover)).rejects.toMatchObject({ code: 'NotProven' });
      }
      const options = { cloud: cloudOf(bench.world, bench.world.admin), pollMinMs: bench.world.pollMinMs };
      const outcome = await resumeRun(runId, { ...options, journal: store });
      mine.add(outcome.volumeId);
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', sourceVolumeId: id });
      expect(await find()).toEqual([]);
    });

    test('a volume that was used while its run was left is neither filled nor deleted when the run is gone on with', async ({
      skip,
    }) => {
      skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
      const { id, runId } = await leaveRun();
      const volumeId = (await find()).find(({ kind }) => kind === 'destination-volume')?.id ?? '';
      mine.add(volumeId);
      // So long what Cinder does may still be of the run's own asking.
      await sleep(12_000);
      await attach(bench, bench.vm2, volumeId);
      await detach(volumeId);
      const checksum = await bench.world.checksum(volumeId);
      const options = { cloud: cloudOf(bench.world, bench.world.admin), pollMinMs: bench.world.pollMinMs };
      expect(await resumeRun(runId, { ...options, journal: store })).toMatchObject({
        status: 'FAILED',
        error: { code: 'DestinationChanged' },
        leftovers: [{ kind: 'volume', id: volumeId }],
      });
      expect(await getVolume(bench, volumeId)).toMatchObject({ status: 'available' });
      expect(await bench.world.checksum(volumeId)).toBe(checksum);
      expect(await attachedTo(bench, bench.vm1)).toContain(id);
    });

    test('what a run has left that was given up is removed', async ({ skip }) => {
      skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
      const { runId } = await leaveRun();
      await giveUpRun(runId, { journal: store });
      const found = await until('the volume to be made', async () => {
        const now = await find();
        return now.every(({ verdict }) => verdict === 'removable') ? now : null;
      });
      expect(found).toHaveLength(2);
      for (const leftover of found) await remove(leftover);
      expect(await find()).toEqual([]);
    });

    test("users of a run that this journal does not know, and of Watcher's, are told and kept", async () => {
      const { projectId } = bench.owner;
      const { roles } = await bench.admin.must('identity', 'GET', '/roles?name=admin');
      const make = async (name: string): Promise<string> => {
        const user = {
          name,
          domain_id: 'default',
          default_project_id: projectId,
          password: crypto.randomUUID(),
        };
        return (await bench.admin.must('identity', 'POST', '/users', { user })).user.id;
      };
      const runId = crypto.randomUUID();
      const [unknown, watchers] = [await make(`volume-migrate-${runId}`), await make('wAtcher4Us')];
      await bench.admin.must(
        'identity',
        'PUT',
        `/projects/${projectId}/users/${watchers}/roles/${roles[0].id}`,
      );
      // Each process of Keystone has its own memory of the assignments: one that did not make this one may not show it yet.
      const found = await until('Keystone to show the assignment', async () => {
        const now = await find();
        return now.length > 1 ? now : null;
      });
      for (const id of [unknown, watchers]) await bench.admin.must('identity', 'DELETE', `/users/${id}`);
      expect(found).toMatchObject([
        { kind: 'temporary-user', id: unknown, runId, verdict: 'kept' },
        { kind: 'watcher-user', id: watchers, name: 'wAtcher4Us', verdict: 'kept' },
      ]);
      expect(found[0]?.missing[0]).toContain(`run ${runId} is not in this journal`);
      expect(found[1]?.evidence.join('\n')).toContain(`(${projectId})`);
    });

    test('while Cinder copies, only a time without change tells what is stuck', async () => {
      const id = await makeVolume(bench, 'alpha');
      mine.add(id);
      await bench.world.putFault('node2@tier9', 'create_volume', { delay: 3, count: 1 });
      const body = { host: 'node2@tier9#alpha', force_host_copy: true, lock_volume: true };
      await bench.admin.must('volumev3', 'POST', `/volumes/${id}/action`, { 'os-migrate_volume': body });
      const found = await until('the target to be made', async () => {
        const now = await find(0);
        return now.length === 2 ? now : null;
      });
      expect(await find()).toEqual([]);
      expect(verdicts(found).toSorted()).toEqual([
        ['stuck-volume', 'kept'],
        ['target-volume', 'kept'],
      ]);
      const stuck = found.find(({ kind }) => kind === 'stuck-volume');
      expect(stuck?.evidence.join('\n')).toContain('status maintenance, migration_status migrating');
      const target = found.find(({ kind }) => kind === 'target-volume');
      expect(target?.evidence.join('\n')).toContain(`volume ${id}: status maintenance`);
      await until('the migration to end', async () => {
        return (await getVolume(bench, id)).migration_status === 'success';
      });
    });

    test('a volume that somebody has set to maintenance is told after a while', async () => {
      const id = await makeVolume(bench, 'alpha');
      mine.add(id);
      const reset = (status: string) =>
        bench.admin.must('volumev3', 'POST', `/volumes/${id}/action`, { 'os-reset_status': { status } });
      await reset('maintenance');
      const found = await find(0);
      await reset('available');
      expect(found).toMatchObject([{ kind: 'stuck-volume', id, verdict: 'kept' }]);
    });

    test('a user without the admin role is told what was not looked at', async () => {
      const owner = await connect(parseCloudConfig(cloudOf(bench.world, bench.world.owner)));
      const { found, notLookedAt } = await findLeftovers(owner, store);
      expect(found).toEqual([]);
      expect(notLookedAt.map(({ what }) => what)).toEqual([
        'volumes',
        'temporary users',
        "Watcher's temporary users",
      ]);
    });
  });
}
