// Plans in hostile surroundings: wrong input, requests before the first move, a journal that cannot be written, two clouds in one journal.
import { describe, expect, test } from 'vitest';
import { createMemoryStore, type JournalStore } from '../../src/index.ts';
import { openPlan } from './planPlace.ts';
import { eventsOf, ofType } from './untilPlan.ts';

describe.concurrent('a plan', () => {
  test('with a volume twice, limits that let nothing start and a move that waits for itself is refused with every problem, and nothing is recorded', async () => {
    await using place = await openPlan(1);
    const [move] = place.moves;
    if (move === undefined) throw new Error('there is no move');
    const planLimits = { total: 0, pools: { p: { source: 1.5 } } };
    const waiting = { ...move, after: [move.parameters.resourceId] };
    await expect(place.apply([move, waiting], { planLimits })).rejects.toMatchObject({
      code: 'InvalidPlan',
      problems: [
        'actions[1]: the same volume as actions[0]',
        'limits.total: must be a whole number from 1',
        'limits.pools.p.source: must be a whole number from 1',
        'actions[1].after[0]: a move cannot wait for itself',
      ],
    });
    expect(await place.store.list()).toEqual([]);
  });

  test('that is paused while it reads the cloud starts nothing', async () => {
    await using place = await openPlan(2);
    const run = await place.apply();
    await run.request({ type: 'pause' });
    await run.request({ type: 'cancelWaiting' });
    expect(await run.outcome).toMatchObject({ status: 'CANCELLED', counts: { PENDING: 2 } });
    expect([...place.asked()]).toEqual([]);
  });

  test('whose journal is full from a record on is left unfinished, no move counts as failed, and it ends once it can be written again', async () => {
    const shared = createMemoryStore();
    let left = 30;
    const commit: JournalStore['commit'] = async (batch) => {
      left -= batch.entries.length;
      if (left < 0) throw new Error('database or disk is full');
      await shared.commit(batch);
    };
    await using place = await openPlan(4, { store: shared });
    const run = await place.apply(place.moves, { store: { ...shared, commit } });
    const [outcome, events] = await Promise.all([run.outcome, eventsOf(run)]);
    expect(outcome).toMatchObject({ status: 'UNFINISHED', counts: { FAILED: 0 } });
    expect(outcome.reasons.join()).toContain('disk is full');
    expect(ofType(events, 'ended').filter(({ status }) => status === 'FAILED')).toEqual([]);
    const resumed = await place.resume(run.planId);
    expect(await resumed.outcome).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 4 } });
    expect([...place.asked().values()]).toEqual(place.ids.map(() => 1));
  });

  test('does not share its limits with runs of another cloud in the same journal', async () => {
    await using place = await openPlan(1);
    const slots = { total: 1, 'source node1@alpha#alpha': 1 };
    await place.store.hold({ runId: 'other', resource: 'v', scope: 'https://elsewhere:5000/v3', slots });
    const run = await place.apply(place.moves, { planLimits: { total: 1 } });
    expect((await run.outcome).status).toBe('SUCCEEDED');
  });
});
