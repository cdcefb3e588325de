// A plan at any of its moments, added up from what its records changed, against the machine itself.
import { expect, test } from 'vitest';
import type { PlanContext } from '../../machines/plan/context.ts';
import type { WorkflowEntry } from '../../src/engine/records.ts';
import { foldOf } from '../../src/engine/replay.ts';
import { LimitReachedError } from '../../src/engine/store.ts';
import type { InspectedMoment } from '../../src/inspector/inspectedTimeline.ts';
import { isPlan, planTimelineOf } from '../../src/inspector/planTimeline.ts';
import { groupsOf, poolsOf } from '../../src/page/plan/groups.ts';
import { planAt } from '../../src/page/plan/planAt.ts';
import { planDefinition } from '../../src/plan/workflow.ts';
import { openManyPools } from './planRuns.ts';
import { DESTINATIONS, failed, type Script, startScripted, succeeded } from './scriptedPlan.ts';

/** What the page shows after each record, and what the machine knows then. */
async function shownAndKnown(entries: readonly WorkflowEntry[]) {
  const timeline = planTimelineOf(entries);
  return entries.map((_, index) => {
    const plan = planAt(timeline, timeline.moments as readonly InspectedMoment[], index);
    const groups = groupsOf(plan.moves);
    const context = foldOf(planDefinition, entries.slice(0, index + 1)).snapshot().context as PlanContext;
    const { counts, running, limits, pausedSlots, facts } = context;
    const { waiting, ...ended } = counts;
    return {
      shown: {
        ...Object.fromEntries(Object.entries(groups).map(([group, moves]) => [group, moves.length])),
        ...{ limits: plan.limits, pausedSlots: plan.pausedSlots, isSurveyed: plan.isSurveyed },
      },
      known: {
        ...{ ...ended, waiting: facts.length === 0 ? plan.moves.length : waiting, running: running.length },
        ...{ limits, pausedSlots, isSurveyed: facts.length > 0 },
      },
    };
  });
}

const SCRIPTS: readonly (readonly [string, Script])[] = [
  ['in which every move succeeds', { moves: 9 }],
  [
    'that pauses a pool after failures',
    { moves: 24, end: (n) => (n % DESTINATIONS.length === 0 ? failed('no space left') : succeeded) },
  ],
  ['that stops after failures', { moves: 12, end: () => failed('broken'), input: { maxFailures: 2 } }],
  [
    'in which a call throws',
    {
      moves: 6,
      end: (n) => {
        if (n === 1) throw new Error('the engine is gone');
        return succeeded;
      },
    },
  ],
];

test.each(SCRIPTS)('a plan %s is shown after each record as its machine knows it', async (_, script) => {
  const { run, store } = await startScripted(script);
  await run.outcome;
  const all = await shownAndKnown(await store.read(run.runId));
  expect(all.length).toBeGreaterThan(6);
  for (const { shown, known } of all) expect(shown).toEqual(known);
});

test('limits that were changed, and a move that waits again because other runs took its place, are shown', async () => {
  let isRefused = false;
  const gate = Promise.withResolvers<void>();
  const plan = await startScripted({
    moves: 4,
    input: { limits: { total: 1 } },
    end: async (n) => {
      if (n === 0) await gate.promise;
      if (n === 1 && !isRefused) {
        isRefused = true;
        throw new LimitReachedError(['total']);
      }
      return succeeded;
    },
  });
  await plan.request({
    type: 'changeLimits',
    limits: { total: 3, pools: { [DESTINATIONS[0] ?? '']: { destination: 1 } } },
  });
  gate.resolve();
  const records = async () => JSON.stringify(await plan.store.read(plan.run.runId));
  await expect.poll(records).toContain('LimitReached');
  await plan.request({ type: 'cancelWaiting' });
  await plan.run.outcome;
  const all = await shownAndKnown(await plan.store.read(plan.run.runId));
  for (const { shown, known } of all) expect(shown).toEqual(known);
  expect(all.map(({ shown }) => shown.limits.total)).toContain(3);
  const changes = planTimelineOf(await plan.store.read(plan.run.runId)).moments.flatMap(
    (one) => one.plan.moves ?? [],
  );
  expect(changes.filter(({ n }) => n === 1).map(({ state }) => state)).toEqual(['running', 'waiting']);
});

test('a move that is under way leads to the run that makes it', async () => {
  const { place, moves } = await openManyPools(8);
  await using _ = place;
  const run = await place.apply(moves);
  const outcome = await run.outcome;
  const timeline = planTimelineOf(await place.store.read(run.planId));
  const started = timeline.moments.flatMap(({ plan }) =>
    (plan.moves ?? []).flatMap(({ state, n, runId }) => (state === 'running' ? [[n, runId] as const] : [])),
  );
  const runIds = outcome.actions.flatMap(({ runId }, n) => (runId === null ? [] : [[n, runId] as const]));
  expect(runIds.length).toBe(7);
  expect(new Map(started)).toEqual(new Map(runIds));
  const children = (await place.store.list()).filter(({ parent }) => parent === run.planId);
  expect(new Set(started.map(([, runId]) => runId))).toEqual(new Set(children.map(({ runId }) => runId)));
});

test('the pools keep their order while a plan goes on', async () => {
  const { run, store } = await startScripted({ moves: 30 });
  await run.outcome;
  const timeline = planTimelineOf(await store.read(run.runId));
  const survey = timeline.moments.findIndex(({ state }) => state !== 'surveying');
  const orders = timeline.moments.slice(survey).map((_, index) => {
    const plan = planAt(timeline, timeline.moments as readonly InspectedMoment[], survey + index);
    return poolsOf(plan.moves, ({ destination }) => destination)
      .map(({ pool }) => pool)
      .join();
  });
  expect(new Set(orders).size).toBe(1);
});

test('a plan whose records another machine wrote is told from one that can be shown', async () => {
  const { run, store } = await startScripted({ moves: 1 });
  await run.outcome;
  const [first] = await store.read(run.runId);
  expect(isPlan(first)).toBe(true);
  const record = { ...(first as WorkflowEntry).record, machine: { version: '1', fingerprint: 'other' } };
  expect(isPlan({ ...(first as WorkflowEntry), record } as WorkflowEntry)).toBe(false);
});
