// A plan whose process is frozen, and wakes while, or after, another process resumes the plan: nothing is done twice.
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test, vi } from 'vitest';
import { askedFor } from '../plan/planPlace.ts';
import type { PlanKillPoint } from './planPoints.ts';
import { openSharedPlanWorld, type SharedPlanWorld, startPlanProcess, usePlanDriver } from './planProcess.ts';
import { endOf, exceeded } from './planWorld.ts';

usePlanDriver();

const PATIENT = { timeout: 120_000 };

const move = 'the move of free';
const BEFORE_REQUEST: PlanKillPoint = { run: move, what: 'intent requestMigration', nth: 1 };
const points: readonly (readonly [string, PlanKillPoint])[] = [
  ['after it has read the cloud', { run: 'the plan', what: 'event done surveyVolumes', nth: 1 }],
  ['before it asks Cinder for a move', BEFORE_REQUEST],
  ['once Cinder has accepted a move', { run: move, what: 'event done requestMigration', nth: 1 }],
];

/** Starts the plan in a process that freezes itself at the point. */
async function frozenAt(world: SharedPlanWorld, point: PlanKillPoint) {
  const frozen = startPlanProcess(world, point, 'SIGSTOP');
  const stateOf = (): string =>
    / \((.*)\) (\w)/.exec(readFileSync(`/proc/${frozen.child.pid}/stat`, 'utf8'))?.[2] ?? '';
  await vi.waitFor(() => expect(stateOf()).toBe('T'), PATIENT);
  return frozen;
}

/** Each volume was asked for once, no limit was exceeded, and no run is open. */
async function expectOnce(world: SharedPlanWorld, outcome: Parameters<typeof endOf>[1]): Promise<void> {
  expect(outcome).toMatchObject({ status: 'FAILED', counts: { SUCCEEDED: 5, FAILED: 1 } });
  expect(await endOf(world, outcome)).toMatchObject({ open: 0, errors: [] });
  expect(new Set(askedFor(world.cloud).values())).toEqual(new Set([1]));
  expect(exceeded(world)).toEqual([]);
}

describe.skipIf(process.platform !== 'linux')('a process of a plan that is frozen', () => {
  test('keeps the plan: no other process may resume it, and it continues when it wakes', async () => {
    await using world = await openSharedPlanWorld();
    const frozen = await frozenAt(world, BEFORE_REQUEST);
    const { refused } = await startPlanProcess(world).end;
    expect(refused).toContain(`is already being driven by process ${frozen.child.pid}`);
    frozen.child.kill('SIGCONT');
    const { outcome } = await frozen.end;
    if (outcome === null) throw new Error('it has no outcome');
    await expectOnce(world, outcome);
  });

  test.each(
    points,
  )('%s does nothing more when it wakes after its locks were deleted and another process has resumed the plan', async (_, point) => {
    await using world = await openSharedPlanWorld();
    const frozen = await frozenAt(world, point);
    await rm(join(world.folder, 'holders'), { recursive: true });
    const { outcome, refused } = await startPlanProcess(world).end;
    frozen.child.kill('SIGCONT');
    const woken = await frozen.end;
    if (outcome === null) throw new Error(`it was not resumed: ${refused}`);
    expect(woken.outcome?.status).toBe('UNFINISHED');
    await expectOnce(world, outcome);
  });
});
