// A plan whose process dies after somebody has asked to cancel its running moves: the next process cancels them.
import { describe, expect, test } from 'vitest';
import type { MigrationInput } from '../../machines/context.ts';
import type { WorkflowEntry } from '../../src/engine/records.ts';
import type { DrivenPlan } from '../../src/plan/applyPlan.ts';
import { askedFor } from '../plan/planPlace.ts';
import { liveUntil } from './planKills.ts';
import { PLAN_ID } from './planTask.ts';
import { endOf, exceeded, openPlanWorld, type PlanWorld } from './planWorld.ts';

// Slow enough for both moves to be under way for a while.
const GIB_PER_SECOND = 4;

/** Asks to cancel the running moves once there are two. */
function cancelOnceTwoRun(run: DrivenPlan): void {
  let isAsked = false;
  const check = ({ running }: ReturnType<DrivenPlan['context']>): void => {
    if (isAsked || running.length < 2) return;
    isAsked = true;
    void run.request({ type: 'cancelRunning' });
  };
  run.subscribe(check);
  check(run.context());
}

const isCancel = ({ record }: WorkflowEntry): boolean =>
  record.kind === 'event' && (record.event as { readonly type: string }).type === 'cancelRunning';

/** Whether Cinder has accepted the moves of two volumes. */
const areTwoUnderWay = ({ cloud }: PlanWorld): boolean =>
  cloud.moves.filter(({ event }) => event === 'start').length === 2;

/** The volumes that no run was about to ask Cinder to move. */
async function notYetRequested({ store, moves }: PlanWorld): Promise<readonly string[]> {
  const requested = new Set<string>();
  for (const { runId, input } of await store.list()) {
    const entries = await store.read(runId);
    if (entries.some(({ record }) => record.kind === 'intent' && record.call === 'requestMigration'))
      requested.add((input as MigrationInput).parameters.resourceId);
  }
  return moves.map(({ parameters }) => parameters.resourceId).filter((id) => !requested.has(id));
}

async function expectCancelled(world: PlanWorld): Promise<void> {
  const outcome = await liveUntil(world, () => false);
  if (outcome === null) throw new Error('nobody killed it');
  const { status, counts, reasons } = outcome;
  expect({ status, reasons }).toEqual({ status: 'CANCELLED', reasons: ['the plan was cancelled'] });
  // Of those that ran each has ended, and no other has started.
  expect(counts).toMatchObject({ FAILED: 0, SKIPPED: 0, PENDING: 3 });
  expect((await world.store.list()).filter(({ parent }) => parent === PLAN_ID).length).toBe(2);
  const { open, volumes, actions, errors } = await endOf(world, outcome);
  expect({ open, errors }).toEqual({ open: 0, errors: [] });
  for (const [n, { name, asked, data, status: ofVolume, migrationStatus }] of volumes.entries()) {
    expect(asked, name).toBeLessThanOrEqual(1);
    // Cinder cannot stop a move that it has accepted; a run that had not asked for it does not ask.
    const { ended } = actions[n] ?? {};
    if (ended !== null) expect(ended, name).toBe(asked === 1 ? 'SUCCEEDED' : 'CANCELLED');
    expect(data).toBe(`data of ${name}`);
    expect(['available', 'in-use']).toContain(ofVolume);
    expect([null, 'success']).toContain(migrationStatus);
  }
  expect(exceeded(world)).toEqual([]);
}

describe.concurrent('a plan whose running moves are to be cancelled ends CANCELLED, with no move made twice', () => {
  test.each(
    Array.from({ length: 12 }, (_, records) => records),
  )('if its process dies %i records after it has read the request', async (records) => {
    await using world = await openPlanWorld(GIB_PER_SECOND);
    let left: number | null = null;
    const diesAfter = (entry: WorkflowEntry): boolean => {
      if (left !== null) left -= 1;
      if (isCancel(entry)) left = records;
      return left === 0;
    };
    expect(await liveUntil(world, diesAfter, cancelOnceTwoRun)).toBeNull();
    const untouched = await notYetRequested(world);
    if (records === 0) expect(untouched).toHaveLength(6);
    await expectCancelled(world);
    for (const id of untouched) expect(askedFor(world.cloud).get(id), world.nameOf(id)).toBeUndefined();
  });

  test('if nobody has read the request before its process dies', async () => {
    await using world = await openPlanWorld(GIB_PER_SECOND);
    expect(await liveUntil(world, () => areTwoUnderWay(world))).toBeNull();
    await world.store.request(PLAN_ID, { type: 'cancelRunning' });
    await expectCancelled(world);
  });

  test('if its process dies once Cinder has accepted both moves: they end as Cinder ends them', async () => {
    await using world = await openPlanWorld(GIB_PER_SECOND);
    let isAsked = false;
    const run: { request: DrivenPlan['request'] | null } = { request: null };
    const diesAfter = (entry: WorkflowEntry): boolean => {
      if (!isAsked && areTwoUnderWay(world)) {
        isAsked = true;
        void run.request?.({ type: 'cancelRunning' });
      }
      return isCancel(entry);
    };
    const keep = ({ request }: DrivenPlan): void => {
      run.request = request;
    };
    expect(await liveUntil(world, diesAfter, keep)).toBeNull();
    await expectCancelled(world);
  });
});
