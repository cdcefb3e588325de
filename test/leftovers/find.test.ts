// What is found in a cloud, over real HTTP: each kind with its evidence, and what this user may not see.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  connect,
  createMemoryStore,
  findLeftovers,
  giveUpRun,
  parseCloudConfig,
  parseParameters,
} from '../../src/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { attachedVolume, leaveBehind, openPlace, type Place } from './cloud.ts';

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(async () => await place.running.stop());

const LONG_AGO = Date.now() - 3 * 3_600_000;

test('a healthy cloud: nothing is found, and everything was checked', async () => {
  expect(await findLeftovers(place.cloud, place.store)).toEqual({ found: [], notLookedAt: [] });
});

describe('of runs', () => {
  test('what a run could not remove is removable if nobody has touched it since', async () => {
    const { runId, userId, volumeId, sourceId, outcome } = await leaveBehind(place);
    expect(outcome).toMatchObject({ status: 'CANCELLED', operation: null });
    expect(await place.find()).toEqual([
      expect.objectContaining({
        kind: 'temporary-user',
        id: userId,
        runId,
        verdict: 'removable',
        missing: [],
      }),
      expect.objectContaining({
        kind: 'destination-volume',
        id: volumeId,
        runId,
        verdict: 'removable',
        missing: [],
      }),
    ]);
    const [user, volume] = await place.find();
    expect(user?.evidence).toContain(
      `role member in project demo (${place.running.cloud.world.projects['demo']})`,
    );
    expect(volume?.evidence).toContain(`metadata volume-migrate:run says that run ${runId} created it`);
    expect(volume?.evidence).toContain(`its source ${sourceId} is in-use`);
  });

  test('the same for a journal that does not know the run: everything is listed, nothing is removable', async () => {
    const { runId } = await leaveBehind(place);
    const { found } = await findLeftovers(place.cloud, createMemoryStore());
    expect(found.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['temporary-user', 'kept'],
      ['destination-volume', 'kept'],
    ]);
    for (const { missing } of found)
      expect(missing).toEqual([
        `run ${runId} is not in this journal: it may be in the journal of another machine, and still be running`,
      ]);
  });

  test('an altered journal proves nothing', async () => {
    await leaveBehind(place);
    const { store } = place;
    const altered = {
      ...store,
      read: async (runId: string) =>
        (await store.read(runId)).map((entry) =>
          entry.record.kind === 'ended' ? { ...entry, at: '2026-01-01T00:00:00.000Z' } : entry,
        ),
    };
    const { found } = await findLeftovers(place.cloud, altered);
    expect(found.map(({ verdict }) => verdict)).toEqual(['kept', 'kept']);
    expect(found[0]?.missing[0]).toMatch(
      /^the journal of run .* proves nothing: record \d+: its digest does not match/,
    );
  });

  test('a run that its process has left is not a leftover; a given-up one is over', async () => {
    const id = attachedVolume(place);
    const parameters = parseParameters({
      resource_id: id,
      destination_type: 'beta',
      swap_method: 'attachment',
    });
    const reached = Promise.withResolvers<void>();
    const run = await startRunOn(place.cloud, place.store, parameters, {
      onProgress: ({ state }) => {
        if (state.endsWith('watchingDestinationVolume')) reached.resolve();
      },
    });
    await reached.promise;
    run.abandon();
    await run.outcome;
    const advice = `volume-migrate resume ${run.runId}`;
    const left = await place.find();
    expect(left).toEqual([
      expect.objectContaining({ kind: 'temporary-user', verdict: 'unfinished', advice }),
      expect.objectContaining({ kind: 'destination-volume', verdict: 'unfinished', advice }),
    ]);
    await expect
      .poll(() => place.running.cloud.state.volumes.get(left[1]?.id ?? '')?.status)
      .toBe('available');
    await giveUpRun(run.runId, { store: place.store });
    expect((await place.find()).map(({ verdict }) => verdict)).toEqual(['removable', 'removable']);
  });

  test('a swap that ends after its run was given up: the remaining volume must not be deleted, and a later swap removes the mark', async () => {
    const { store, running } = place;
    const { volumes } = running.cloud.state;
    const sourceId = attachedVolume(place);
    const parametersOf = (resource_id: string) =>
      parseParameters({ resource_id, destination_type: 'beta', swap_method: 'attachment' });
    const release = running.cloud.faults.hold('nova', 'swap_volume');
    const run = await startRunOn(place.cloud, store, parametersOf(sourceId), { pollMinMs: 2 });
    await expect.poll(() => volumes.get(sourceId)?.status).toBe('detaching');
    run.abandon();
    await run.outcome;
    await giveUpRun(run.runId, { store });
    const [user, destination] = await place.find();
    expect(user).toMatchObject({ kind: 'temporary-user', verdict: 'kept' });
    expect(user?.missing).toContain(`volume ${sourceId} of its run is detaching: Nova may still swap it`);
    const id = destination?.id ?? '';
    expect(destination).toMatchObject({ kind: 'destination-volume', verdict: 'kept' });
    expect(destination?.advice).toMatch(/^check on the hypervisor/);
    release();
    await expect.poll(() => volumes.get(id)?.status).toBe('in-use');
    volumes.delete(sourceId);
    expect(await place.find()).toMatchObject([
      { kind: 'temporary-user', verdict: 'removable' },
      {
        id,
        verdict: 'kept',
        advice: `it has replaced its source; nothing to delete. Remove its mark: openstack volume unset --property volume-migrate:run ${id}`,
      },
    ]);
    const options = { pollMinMs: 2 };
    const again = crypto.randomUUID();
    const later = await startRunOn(
      place.cloud.forRun(again),
      store,
      { ...parametersOf(id), destinationType: 'alpha' },
      options,
    );
    expect(await later.outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(await place.find()).toMatchObject([{ kind: 'temporary-user' }]);
  });

  test('a successful run leaves nothing to be found', async () => {
    const id = attachedVolume(place);
    const parameters = parseParameters({
      resource_id: id,
      destination_type: 'beta',
      swap_method: 'attachment',
    });
    const run = await startRunOn(place.cloud, place.store, parameters, { pollMinMs: 2 });
    expect(await run.outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    expect(await place.find()).toEqual([]);
  });

  test('a swap that Nova failed: its destination is kept, and its source is listed as its run named it', async () => {
    const id = attachedVolume(place);
    place.running.cloud.faults.set('nova', 'swap_volume', { raise: 'planted' });
    const parameters = parseParameters({
      resource_id: id,
      destination_type: 'beta',
      swap_method: 'attachment',
    });
    const run = await startRunOn(place.cloud, place.store, parameters, { pollMinMs: 2 });
    expect(await run.outcome).toMatchObject({ status: 'FAILED', error: { code: 'SwapFailed' } });
    const found = await place.find();
    expect(found).toMatchObject([
      { kind: 'destination-volume', verdict: 'kept' },
      { kind: 'named-volume', id, verdict: 'kept' },
    ]);
    expect(found[0]?.missing).toContain(
      'a swap to it was requested from Nova: the server may have written to it, whatever Cinder and Nova show',
    );
  });

  test('a volume with only a copied mark of a run is kept', async () => {
    const { runId, volumeId } = await leaveBehind(place);
    const { cloud } = place.running;
    const metadata = { 'volume-migrate:run': runId };
    const copy = cloud.addVolume({ name: 'copy', type: 'beta', project: 'demo', user: 'alice', metadata }).id;
    const found = (await place.find()).find(({ id }) => id === copy);
    expect(found).toMatchObject({ verdict: 'kept' });
    expect(found?.missing).toContain(`run ${runId} created volume ${volumeId}: the mark was copied here`);
  });

  test("Cinder's row of a marked volume is not a volume of the run", async () => {
    const { runId, volumeId } = await leaveBehind(place);
    const { cloud } = place.running;
    const metadata = { 'volume-migrate:run': runId };
    const row = cloud.addVolume({ name: 'row', type: 'beta', project: 'demo', user: 'alice', metadata }).id;
    cloud.setVolume(row, { migrationStatus: `target:${volumeId}`, updatedAt: LONG_AGO });
    expect((await place.find()).find(({ id }) => id === row)).toMatchObject({
      kind: 'target-volume',
      runId: null,
    });
  });
});

describe('of others', () => {
  test("a user as Watcher's old swap left it, with the volume that it made", async () => {
    const { cloud } = place.running;
    const demo = cloud.world.projects['demo'] ?? '';
    const id = '0123456789abcdef0123456789abcdef';
    const nobody = { domainId: 'default', enabled: true, password: null, options: {}, extra: {} };
    cloud.state.users.set(id, { id, name: 'aB3dE5fG7h', defaultProjectId: demo, ...nobody });
    cloud.state.assignments.push({ userId: id, projectId: demo, roleId: cloud.world.roles['admin'] ?? '' });
    const made = cloud.addVolume({ name: 'swapped', type: 'beta', project: 'demo', user: id }).id;
    const found = await place.find();
    expect(found).toMatchObject([
      { kind: 'watcher-user', id, name: 'aB3dE5fG7h', verdict: 'kept', runId: null },
    ]);
    expect(found[0]?.evidence).toContain(`created volume ${made} (available)`);
    expect(found[0]?.since).toMatch(/^\d{4}-/);
  });

  test('a user whose name only has the same prefix is not listed', async () => {
    const { cloud } = place.running;
    const nobody = {
      domainId: 'default',
      enabled: true,
      password: null,
      options: {},
      extra: {},
      defaultProjectId: null,
    };
    cloud.state.users.set('u9', { id: 'u9', name: 'volume-migrate-operator', ...nobody });
    expect(await place.find()).toEqual([]);
  });

  test.each([
    ['in maintenance', { status: 'maintenance' }, []],
    ['retyping', { status: 'retyping' }, ['move']],
    ['migrating', { migrationStatus: 'migrating' }, ['move']],
    ['starting', { migrationStatus: 'starting' }, ['move']],
  ])('a volume that has been %s for hours is stuck; for a minute it is not', async (_, changes, before) => {
    const { cloud } = place.running;
    const { id } = cloud.addVolume({ name: 'slow', type: 'alpha', project: 'demo', user: 'alice' });
    cloud.setVolume(id, { ...changes, updatedAt: Date.now() - 60_000 });
    expect((await place.find()).map(({ kind }) => kind)).toEqual(before);
    cloud.setVolume(id, { ...changes, updatedAt: LONG_AGO });
    expect(await place.find()).toMatchObject([{ kind: 'stuck-volume', id, verdict: 'kept' }]);
  });

  test.each([
    ['left in its last step', 'completing'],
    ['reset', null],
    ['called failed', 'error'],
  ])('a move in use that was %s: no volume of it may be reset or deleted', async (_, migrationStatus) => {
    const { cloud } = place.running;
    const id = attachedVolume(place);
    const target = cloud.stickInCompleting(id, 'node2@beta#beta');
    cloud.setVolume(target, { updatedAt: LONG_AGO });
    cloud.setVolume(id, { migrationStatus, updatedAt: LONG_AGO });
    const found = await place.find();
    expect(found).toContainEqual(expect.objectContaining({ kind: 'target-volume', id: target }));
    expect(found.map((each) => each.id)).toEqual(
      expect.arrayContaining(migrationStatus === 'completing' ? [id, target] : [target]),
    );
    for (const { advice } of found) {
      expect(advice).toContain('do not detach, reset or delete either volume');
      expect(advice).not.toContain('can end the move');
      expect(advice).not.toContain('clear its migration status');
    }
  });

  test('the target of a move whose volume is gone', async () => {
    const { cloud } = place.running;
    const { id } = cloud.addVolume({ name: 'row', type: 'alpha', project: 'demo', user: 'alice' });
    cloud.setVolume(id, {
      migrationStatus: 'target:00000000-0000-4000-8000-000000000000',
      updatedAt: LONG_AGO,
    });
    const found = await place.find();
    expect(found).toMatchObject([{ kind: 'target-volume', id, verdict: 'kept' }]);
    expect(found[0]?.evidence).toContain('volume 00000000-0000-4000-8000-000000000000 is gone');
  });
});

describe('what cannot be checked is reported, and the rest is checked', () => {
  const forbid = (path: RegExp): void =>
    void place.running.cloud.faults.http({
      match: { method: 'GET', path },
      status: 403,
      body: { error: { code: 403, message: 'You are not authorized.', title: 'Forbidden' } },
    });

  test('users that may not be listed', async () => {
    const { volumeId } = await leaveBehind(place);
    forbid(/\/v3\/(users|domains|roles|role_assignments)$/);
    const { found, notLookedAt } = await findLeftovers(place.cloud, place.store);
    expect(found).toMatchObject([{ kind: 'destination-volume', id: volumeId, verdict: 'removable' }]);
    expect(notLookedAt).toEqual([
      { what: 'temporary users', why: expect.stringContaining('got 403') },
      { what: "Watcher's temporary users", why: expect.stringContaining('got 403') },
    ]);
  });

  test('roles that may not be read: the users are listed, and kept', async () => {
    const { userId } = await leaveBehind(place);
    forbid(/\/v3\/role_assignments$/);
    const { found } = await findLeftovers(place.cloud, place.store);
    expect(found.find(({ id }) => id === userId)).toMatchObject({
      verdict: 'kept',
      missing: ['could not check which roles it has'],
    });
  });

  test('volumes: then no user is removable either, because a volume may still be its own', async () => {
    const { userId } = await leaveBehind(place);
    forbid(/\/volumes\/detail$/);
    const { found, notLookedAt } = await findLeftovers(place.cloud, place.store);
    expect(found).toMatchObject([
      {
        id: userId,
        verdict: 'kept',
        missing: ['could not check whether it is still creating a volume'],
      },
    ]);
    expect(notLookedAt).toMatchObject([{ what: 'volumes' }]);
  });

  test('snapshots: then no volume is removable', async () => {
    const { volumeId } = await leaveBehind(place);
    forbid(/\/snapshots$/);
    const { found } = await findLeftovers(place.cloud, place.store);
    expect(found.find(({ id }) => id === volumeId)).toMatchObject({
      verdict: 'kept',
      missing: ['could not check whether it has snapshots'],
    });
  });

  test.each([
    [
      'who sees the volumes of one project alone',
      'alice',
      'demo',
      /does not show migration states or volumes of other projects/,
    ],
    ['whose project has no volume', 'bob', 'other', /get_pools.*got 403/],
  ])('everything, for a user without the admin role %s', async (_, user, project, why) => {
    const { running, store } = place;
    if (user === 'bob')
      for (const [id, { projectId }] of running.cloud.state.volumes)
        if (projectId === running.cloud.world.projects['other']) running.cloud.state.volumes.delete(id);
    const cloud = await connect(parseCloudConfig(running.cloudFor(user, project)));
    const { found, notLookedAt } = await findLeftovers(cloud, store);
    expect(found).toEqual([]);
    expect(notLookedAt.map(({ what }) => what)).toEqual([
      'volumes',
      'temporary users',
      "Watcher's temporary users",
    ]);
    expect(notLookedAt[0]?.why).toMatch(why);
  });
});

test('searching changes nothing: every request is a read', async () => {
  await leaveBehind(place);
  place.running.cloud.requests.splice(0);
  await place.find();
  expect(place.running.cloud.requests.length).toBeGreaterThan(3);
  expect(place.running.cloud.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});
