// Volumes of a plan that other open runs have: their moves wait, and are judged by the cloud once those runs have ended.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { at } from '../../machines/plan/chunks.ts';
import {
  connect,
  createMemoryStore,
  type JournalStore,
  LimitReachedError,
  openSqliteStore,
  parseParameters,
  resumeRun,
} from '../../src/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { DESTINATION, moveTo, openPlan, type PlanPlace } from './planPlace.ts';
import { eventsOf, ofType, until } from './untilPlan.ts';

const PATIENT = { timeout: 120_000 };

/** A single run of the volume. */
async function singleRun({ entry, store }: PlanPlace, id: string, destination = DESTINATION) {
  const parameters = parseParameters({
    ...{ resource_id: id, migration_type: 'migrate', destination_node: destination },
  });
  return await startRunOn(await connect(entry), store, parameters, { pollMinMs: 5 });
}

/** A run whose process has left it before it asked Cinder for anything; it has its volume. */
async function interruptedRun(place: PlanPlace, id: string): Promise<string> {
  const run = await singleRun(place, id);
  run.leave();
  expect((await run.outcome).status).toBe('UNFINISHED');
  return run.runId;
}

const pace = { requestsMs: 10, poolsMs: 50, otherRunsMs: 10 } as const;
/** A run counts as interrupted soon. */
const soon = { pace: { ...pace, interruptedAfterMs: 50 } };
/** And not while a test runs. */
const late = { pace: { ...pace, interruptedAfterMs: 3_600_000 } };
const wide = { planLimits: { total: 8, perPool: 8 } } as const;

describe.concurrent('a move whose volume another run has', () => {
  test('waits for that run, is told once, and counts as in place if it has moved the volume there', async () => {
    await using place = await openPlan(3);
    const [held = ''] = place.ids;
    const release = place.cloud.faults.hold('*', 'migrate_volume');
    const single = await singleRun(place, held);
    const run = await place.apply(place.moves, wide);
    const told = eventsOf(run);
    await until(run, (context) => 0 in context.holders && at(context.moves, 0) === 'waiting');
    expect(run.progress().held).toEqual([
      { resourceId: held, runId: single.runId, parent: null, remedy: null },
    ]);
    release();
    const [outcome, events] = await Promise.all([run.outcome, told]);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 3 } });
    expect(outcome.actions[0]?.reasons).toEqual(['the volume already is where the plan would move it']);
    expect(ofType(events, 'held')).toEqual([
      { type: 'held', planId: run.planId, resourceId: held, runId: single.runId, parent: null, remedy: null },
    ]);
    expect([...place.asked().values()]).toEqual([1, 1, 1]);
  });

  test('counts as in place if that run has swapped the volume, which does not exist any more', async () => {
    await using place = await openPlan(1);
    const [held = ''] = place.ids;
    place.cloud.attach(place.cloud.world.servers['vm1'] ?? '', held);
    const release = place.cloud.faults.hold('nova', 'swap_volume');
    const parameters = parseParameters({
      ...{ resource_id: held, destination_type: 'beta', swap_method: 'attachment' },
    });
    await startRunOn(await connect(place.entry), place.store, parameters, { pollMinMs: 5 });
    const run = await place.apply([{ ...moveTo(held), parameters }]);
    await until(run, ({ holders }) => 0 in holders);
    release();
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 1 } });
    expect(outcome.actions[0]?.reasons).toEqual(['the volume already is where the plan would move it']);
    expect(place.cloud.state.volumes.has(held)).toBe(false);
  });

  test('is skipped if the volume was moved by an earlier run, and deleted since', async () => {
    await using place = await openPlan(1);
    const [held = ''] = place.ids;
    await (await singleRun(place, held)).outcome;
    place.cloud.state.volumes.delete(held);
    const outcome = await (await place.apply(place.moves)).outcome;
    expect(outcome.actions[0]).toMatchObject({
      ...{ status: 'SKIPPED', reasons: ['the volume does not exist (any more)'] },
    });
  });

  test('is made once that run has moved the volume somewhere else', async () => {
    await using place = await openPlan(1);
    const [held = ''] = place.ids;
    const release = place.cloud.faults.hold('*', 'migrate_volume');
    await singleRun(place, held, 'node2@alpha#alpha');
    const run = await place.apply(place.moves, wide);
    await until(run, ({ holders }) => 0 in holders);
    release();
    expect((await run.outcome).status).toBe('SUCCEEDED');
    expect(place.hosts()).toEqual([DESTINATION]);
    expect([...place.asked().values()]).toEqual([2]);
  });

  test('is skipped once nothing else is left to do if no process drives that run, with the command that resumes it', async () => {
    await using place = await openPlan(3);
    const [held = '', ...others] = place.ids;
    const runId = await interruptedRun(place, held);
    const run = await place.apply(place.moves, { ...wide, ...soon });
    const [outcome, events] = await Promise.all([run.outcome, eventsOf(run)]);
    expect(outcome).toMatchObject({ status: 'FAILED', counts: { SUCCEEDED: 2, SKIPPED: 1, FAILED: 0 } });
    expect(outcome.actions[0]).toMatchObject({
      ...{ status: 'SKIPPED', runId: null },
      reasons: [`run ${runId} has the volume, and no process drives it. Resume run ${runId}, or give it up`],
    });
    expect(ofType(events, 'held')[0]).toMatchObject({ runId, remedy: null });
    expect([...place.asked().keys()].toSorted()).toEqual(others.toSorted());
  });

  test('is told at once that no process drives that run, and until when it waits for it', async () => {
    await using place = await openPlan(1);
    const runId = await interruptedRun(place, place.ids[0] ?? '');
    const from = Date.now();
    const run = await place.apply(place.moves, { ...wide, ...late });
    await until(run, ({ holders }) => 0 in holders);
    const [held] = run.progress().held;
    const to = Date.now();
    expect(held).toMatchObject({ runId, remedy: null });
    const untilMs = Date.parse(held?.waitsUntil ?? '') - late.pace.interruptedAfterMs;
    expect(untilMs).toBeGreaterThanOrEqual(from);
    expect(untilMs).toBeLessThanOrEqual(to);
    run.leave();
    await run.outcome;
  });

  test('is not reported as waiting again when it is skipped because of that run', async () => {
    await using place = await openPlan(1);
    await interruptedRun(place, place.ids[0] ?? '');
    const run = await place.apply(place.moves, { ...wide, ...soon });
    const events = await eventsOf(run);
    expect(ofType(events, 'ended').map(({ status }) => status)).toEqual(['SKIPPED']);
    expect(ofType(events, 'held').map(({ remedy }) => remedy)).toEqual([null]);
  });

  test('is skipped as well if only the server of an interrupted run keeps it from starting', async () => {
    await using place = await openPlan(2);
    for (const id of place.ids) place.cloud.attach(place.cloud.world.servers['vm1'] ?? '', id);
    const [held = '', other = ''] = place.ids;
    const single = await singleRun(place, held);
    await vi.waitFor(
      async () => expect((await place.store.list())[0]?.slots.join()).toContain('server '),
      PATIENT,
    );
    single.leave();
    const run = await place.apply([moveTo(other)], { ...wide, ...soon });
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ status: 'FAILED', counts: { SKIPPED: 1 } });
    expect(outcome.actions[0]?.reasons.join()).toMatch(
      /interrupted runs use up the limit of server .*Resume run .*, or give it up/,
    );
  });

  test('starts if somebody resumes the interrupted run before the plan is over', async () => {
    await using place = await openPlan(2);
    const [held = ''] = place.ids;
    const runId = await interruptedRun(place, held);
    const run = await place.apply(place.moves, { ...wide, ...late });
    await until(run, ({ holders, counts }) => 0 in holders && counts.SUCCEEDED === 1);
    await resumeRun(runId, { cloud: place.entry, store: place.store, pollMinMs: 5 });
    expect((await run.outcome).counts).toMatchObject({ SUCCEEDED: 2 });
    expect([...place.asked().values()]).toEqual([1, 1]);
  });

  test('does not wait for a run of another cloud that has a volume of the same ID', async () => {
    await using place = await openPlan(1);
    const claim = { runId: 'r', resource: place.ids[0] ?? '', scope: 'https://elsewhere:5000/v3' };
    await place.store.hold(claim);
    expect((await (await place.apply(place.moves)).outcome).status).toBe('SUCCEEDED');
  });
});

test('two plans with the same volumes in opposite order both end, and Cinder is asked once for each volume', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-held-'));
  const file = join(folder, 'journal.sqlite');
  const other = openSqliteStore(file);
  try {
    await using place = await openPlan(4, { store: openSqliteStore(file) });
    const limits = { planLimits: { total: 2, perPool: 2 }, order: 'as-given' } as const;
    const runs = await Promise.all([
      place.apply(place.moves, limits),
      place.apply(place.moves.toReversed(), { ...limits, store: other }),
    ]);
    const outcomes = await Promise.all(runs.map((run) => run.outcome));
    for (const { status, counts } of outcomes)
      expect({ status, counts }).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 4 } });
    expect([...place.asked().values()]).toEqual(place.ids.map(() => 1));
    expect(await other.list({ unfinished: true })).toEqual([]);
  } finally {
    await other.close();
    await rm(folder, { recursive: true });
  }
});

/** A store in which the first two runs that need slots ask at the same moment; counts the refusals. */
function storeOfTwoAtOnce(): { readonly store: JournalStore; readonly refused: () => number } {
  const store = createMemoryStore();
  const both = Promise.withResolvers<void>();
  let asking = 0;
  let refused = 0;
  const hold: JournalStore['hold'] = async (claim) => {
    if (Object.keys(claim.slots ?? {}).length > 0) {
      asking += 1;
      if (asking === 2) both.resolve();
      await both.promise;
    }
    await store.hold(claim).catch((error: unknown) => {
      if (error instanceof LimitReachedError) refused += 1;
      throw error;
    });
  };
  return { store: { ...store, hold }, refused: () => refused };
}

test('a start is told once, when the move has its slots: also for a move that waits again because another run was first', async () => {
  const { store, refused } = storeOfTwoAtOnce();
  await using place = await openPlan(6, { store });
  const limits = { planLimits: { total: 1 } } as const;
  const runs = await Promise.all([
    place.apply(place.moves.slice(0, 3), limits),
    place.apply(place.moves.slice(3), limits),
  ]);
  let most = 0;
  let underWay = 0;
  const all = await Promise.all(
    runs.map(async ({ events }) => {
      const starts: string[] = [];
      for await (const event of events()) {
        if (event.type === 'started') starts.push(event.resourceId);
        if (event.type === 'started') underWay += 1;
        if (event.type === 'ended') underWay -= 1;
        most = Math.max(most, underWay);
      }
      return starts;
    }),
  );
  expect(refused()).toBeGreaterThan(0);
  expect(all.flat().toSorted()).toEqual(place.ids.toSorted());
  expect(most).toBe(1);
});
