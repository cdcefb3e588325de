// Plans on the simulated cloud, over HTTP: limits, failures, crashes, two plans at once.
import { describe, expect, test, vi } from 'vitest';
import { connect, parseParameters } from '../../src/index.ts';
import type { DrivenPlan } from '../../src/plan/applyPlan.ts';
import type { SimulatedCloud } from '../../src/simulator/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { DESTINATION, moveTo, openPlan } from './planPlace.ts';
import { until } from './untilPlan.ts';

const PATIENT = { timeout: 120_000 };

/** The most moves that the cloud made at the same time, by its own log. */
function atOnce({ moves }: SimulatedCloud): number {
  let most = 0;
  let running = 0;
  for (const { event } of moves) {
    if (event === 'start') running += 1;
    if (event === 'end') running -= 1;
    most = Math.max(most, running);
  }
  return most;
}

const mostAtOnce = (run: DrivenPlan): (() => number) => {
  let most = 0;
  run.subscribe(({ running }) => {
    most = Math.max(most, running.length);
  });
  return () => most;
};

describe.concurrent('a plan', () => {
  test('moves every volume, never more at once than a pool allows', async () => {
    await using place = await openPlan(7);
    const run = await place.apply(place.moves, { planLimits: { perPool: 3 } });
    const most = mostAtOnce(run);
    expect(await run.outcome).toMatchObject({
      status: 'SUCCEEDED',
      counts: { SUCCEEDED: 7, FAILED: 0, CANCELLED: 0, SKIPPED: 0, PENDING: 0 },
    });
    expect(most()).toBe(3);
    expect(new Set(place.hosts())).toEqual(new Set([DESTINATION]));
  });

  test('moves two volumes of a server one after the other', async () => {
    await using place = await openPlan(2);
    for (const id of place.ids) place.cloud.attach(place.cloud.world.servers['vm1'] ?? '', id);
    const run = await place.apply();
    const most = mostAtOnce(run);
    expect((await run.outcome).status).toBe('SUCCEEDED');
    expect(most()).toBe(1);
  });

  test('makes a move that waits for another after it, and rejects one that waits for no move of the plan', async () => {
    await using place = await openPlan(2);
    const [first = '', second = ''] = place.ids;
    const waiting = { ...moveTo(first), after: [second] };
    await expect(place.apply([waiting])).rejects.toMatchObject({
      code: 'InvalidPlan',
      problems: [`actions[0].after[0]: the plan has no move of volume ${second}`],
    });
    const outcome = await (await place.apply([waiting, moveTo(second)])).outcome;
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 2 } });
    expect([...place.asked().keys()]).toEqual([second, first]);
  });

  test('that is applied again makes no request to move: the cloud shows that everything is done', async () => {
    await using place = await openPlan(3);
    await (await place.apply()).outcome;
    const before = place.asked();
    const again = await (await place.apply()).outcome;
    expect(again).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 3 } });
    expect(again.actions.map(({ runId, reasons }) => [runId, reasons])).toEqual(
      place.ids.map(() => [null, ['the volume already is where the plan would move it']]),
    );
    expect(place.asked()).toEqual(before);
  });

  test('names each volume that it could not move, with the reasons of its run', async () => {
    await using place = await openPlan(3);
    const [kept = ''] = place.ids;
    place.cloud.addSnapshot(kept);
    const missing = '00000000-0000-4000-8000-000000000000';
    const outcome = await (await place.apply([...place.moves, moveTo(missing)])).outcome;
    expect(outcome).toMatchObject({ status: 'FAILED', counts: { SUCCEEDED: 2, FAILED: 1, SKIPPED: 1 } });
    expect(outcome.actions[0]).toMatchObject({ resource_id: kept, status: 'FAILED' });
    expect(outcome.actions[0]?.reasons.join()).toMatch(/snapshot/);
    expect(outcome.actions[3]).toMatchObject({ resource_id: missing, status: 'SKIPPED', runId: null });
  });

  test('counts a volume that somebody else has moved meanwhile as in place', async () => {
    await using place = await openPlan(2);
    const release = place.cloud.faults.hold('*', 'migrate_volume');
    const run = await place.apply(place.moves, { planLimits: { total: 1 } });
    await until(run, ({ running }) => running.length === 1);
    const [first = 0] = run.context().running;
    place.cloud.setVolume(place.ids[1 - first] ?? '', { host: DESTINATION });
    release();
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 2 } });
    expect(outcome.actions[1 - first]?.reasons).toEqual([
      'the volume already is where the plan would move it',
    ]);
  });

  test('counts a volume that was attached after the start of the plan for its server', async () => {
    await using place = await openPlan(2);
    const release = place.cloud.faults.hold('*', 'migrate_volume');
    const run = await place.apply(place.moves, { planLimits: { total: 1 } });
    await until(run, ({ running }) => running.length === 1);
    const [first = 0] = run.context().running;
    const server = place.cloud.world.servers['vm1'] ?? '';
    place.cloud.attach(server, place.ids[1 - first] ?? '');
    const counted = vi.waitFor(async () => {
      const slots = (await place.store.list()).flatMap((each) => each.slots);
      expect(slots).toContain(`server ${server}`);
    }, PATIENT);
    release();
    await counted;
    expect((await run.outcome).status).toBe('SUCCEEDED');
  });

  test('that is left in the middle and resumed asks Cinder once for each volume', async () => {
    await using place = await openPlan(6);
    const run = await place.apply();
    await until(run, ({ counts, running }) => counts.SUCCEEDED >= 1 && running.length === 2);
    run.leave();
    expect(await run.outcome).toMatchObject({ status: 'UNFINISHED' });
    const resumed = await place.resume(run.planId);
    expect(await resumed.outcome).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 6 } });
    expect([...place.asked().values()]).toEqual(place.ids.map(() => 1));
  });

  test('takes other limits while it runs', async () => {
    await using place = await openPlan(8);
    const run = await place.apply(place.moves, { planLimits: { total: 1 } });
    await until(run, ({ running }) => running.length === 1);
    await run.request({ type: 'changeLimits', limits: { total: 4, perPool: 4 } });
    const most = mostAtOnce(run);
    expect((await run.outcome).status).toBe('SUCCEEDED');
    expect(most()).toBe(4);
  });

  test('stops starting moves after as many failures as are allowed', async () => {
    await using place = await openPlan(5);
    for (const id of place.ids) place.cloud.addSnapshot(id);
    const outcome = await (await place.apply(place.moves, { maxFailures: 1, planLimits: { total: 1 } }))
      .outcome;
    expect(outcome).toMatchObject({ status: 'FAILED', counts: { FAILED: 1, PENDING: 4 } });
    expect(outcome.reasons).toEqual(['no more moves were started after 1 failure']);
  });

  test('leaves a pool alone after three failures of one kind, and says so', async () => {
    await using place = await openPlan(6);
    place.cloud.faults.set('*', 'migrate_volume', { raise: 'no space left on device' });
    const outcome = await (await place.apply(place.moves, { planLimits: { total: 1 } })).outcome;
    expect(outcome).toMatchObject({ status: 'FAILED', counts: { FAILED: 3, PENDING: 3 } });
    expect(outcome.reasons.join()).toMatch(
      /no more moves were started for destination .* after 3 failures in a row/,
    );
  });

  test('does not overfill a pool with its first moves', async () => {
    await using place = await openPlan(5, { statsPollMs: 60_000 });
    place.cloud.setPool(DESTINATION, { capacity: { otherUsedGib: 998 } });
    place.cloud.startService('node2@tier9');
    const run = await place.apply(place.moves, { planLimits: { total: 5, perPool: 5 } });
    await until(run, ({ counts }) => counts.SUCCEEDED === 2);
    await run.request({ type: 'cancelWaiting' });
    expect(await run.outcome).toMatchObject({ counts: { SUCCEEDED: 2, FAILED: 0, PENDING: 3 } });
    expect(Object.keys(place.cloud.disks(DESTINATION))).toHaveLength(2);
  });

  test('shares its limits with another plan on the same journal', async () => {
    await using place = await openPlan(8);
    const [first, second] = [place.moves.slice(0, 4), place.moves.slice(4)];
    const runs = await Promise.all([place.apply(first), place.apply(second)]);
    const outcomes = await Promise.all(runs.map((run) => run.outcome));
    expect(outcomes.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(atOnce(place.cloud)).toBeLessThanOrEqual(2);
  });

  test.each([
    ['to the same pool', DESTINATION, { perDestination: 1 }],
    ['from the same pool', 'node2@alpha#alpha', { perSource: 1 }],
    ['from the same backend', 'node2@alpha#alpha', { perBackend: 1 }],
    ['from the same pool to the same pool', DESTINATION, { perPair: 1 }],
  ] as const)('counts a single run of the same journal %s', async (_, destination, planLimits) => {
    await using place = await openPlan(3);
    const [single = '', ...others] = place.ids;
    const release = place.cloud.faults.hold('*', 'migrate_volume');
    const parameters = parseParameters({
      ...{ resource_id: single, migration_type: 'migrate', destination_node: destination },
    });
    const running = await startRunOn(await connect(place.entry), place.store, parameters, { pollMinMs: 5 });
    const slots = async () => (await place.store.list({ unfinished: true }))[0]?.slots;
    // Not expect.poll, which must know its test: these tests run at the same time.
    await vi.waitFor(async () => expect(await slots()).toContain('source node1@alpha#alpha'), PATIENT);
    const run = await place.apply(
      others.map((id) => moveTo(id)),
      { planLimits },
    );
    await until(run, ({ others: taken }) => 'total' in taken);
    release();
    const [one, plan] = await Promise.all([running.outcome, run.outcome]);
    expect([one.status, plan.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(atOnce(place.cloud)).toBe(1);
  });
});

describe.concurrent('a plan that empties a pool', () => {
  const SOURCE = 'node1@alpha#alpha';
  const empty = async (place: Awaited<ReturnType<typeof openPlan>>, without: readonly string[] = []) => {
    const all = [...place.cloud.state.volumes.values()].filter(({ host }) => host === SOURCE);
    const actions = all.filter(({ id }) => !without.includes(id)).map(({ id }) => moveTo(id));
    return await (await place.apply(actions, { empties: [SOURCE] })).outcome;
  };

  test('lists it again at the end', async () => {
    await using place = await openPlan(2);
    expect(await empty(place)).toMatchObject({ status: 'SUCCEEDED', reasons: [] });
  });

  test('fails if the pool still holds a volume, whatever has moved, and names it', async () => {
    await using place = await openPlan(2);
    const [kept = ''] = place.ids;
    const outcome = await empty(place, [kept]);
    expect(outcome).toMatchObject({ status: 'FAILED', counts: { FAILED: 0, PENDING: 0 } });
    expect(outcome.reasons).toEqual([
      `${SOURCE} is not empty: it holds 1 volume (${kept}). Plan again to move what can be moved`,
    ]);
  });
});
