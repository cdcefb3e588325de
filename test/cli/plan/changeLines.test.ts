// The lines that tell, without a terminal, what changes about a plan itself.
import { expect, test } from 'vitest';
import type { PlanEvent } from '../../../machines/plan/events.ts';
import { changeTeller } from '../../../src/cli/plan/changeLines.ts';
import { startOf, tellPlan } from '../../../src/plan/events.ts';
import { B, C, D, four, move, playOf } from '../../machines/plan/fourPools.ts';
import type { Play } from '../../machines/plan/play.ts';

/** Returns a function that sends an event to a plan, and gives the lines that follow. */
function following(play: Play): (event: PlanEvent) => string[] {
  const [events, lines] = [tellPlan(play.snapshot), changeTeller()];
  return (event) => {
    const before = play.started.length;
    play.send(event);
    const starts = play.started.slice(before).map((n) => startOf(play.context, n));
    return [...events(play.snapshot), ...starts].flatMap((each) =>
      lines(each, { context: () => play.context }),
    );
  };
}

const failed = (n: number): PlanEvent => ({
  type: `xstate.done.actor.move.${n}`,
  output: {
    ...{ status: 'FAILED', runId: 'r', code: 'MigrationFailed', message: 'no space left', reasons: [] },
    ...{ isAccepted: true, elapsedMs: 1, endedAt: '2026-01-01T00:00:00.000Z' },
  },
});

test('a pause, a resume, other limits and a cancel have a line each, a repeated request has none', () => {
  const send = following(playOf(four, { total: 1 }));
  expect(send({ type: 'pause', message: 1 })).toEqual([
    'paused: no more moves start until the plan is resumed; running moves continue',
  ]);
  expect(send({ type: 'pause', message: 1 })).toEqual([]);
  expect(
    send({ type: 'changeLimits', limits: { total: 2, pools: { [B]: { destination: 1 } } }, message: 2 }),
  ).toEqual([`limits changed: all moves 2; to ${B} 1. Running moves are not stopped`]);
  expect(send({ type: 'resume', message: 3 })).toEqual(['resumed: moves start again']);
  expect(send({ type: 'cancelWaiting', message: 4 })).toEqual([
    'no more moves start: waiting for the running ones',
  ]);
  expect(send({ type: 'cancelRunning', message: 5 })).toEqual([
    'cancelling the running moves, as far as their current steps allow',
  ]);
});

test('a pool that failures pause has a line, and another one when a person resumes the plan', () => {
  const send = following(playOf([...four, move(C, D)], { perPool: 1 }));
  expect([...send(failed(0)), ...send(failed(1))]).toEqual([]);
  expect(send(failed(2))).toEqual([
    `no moves start for destination ${B} after 3 failures in a row: no space left`,
  ]);
  expect(send({ type: 'resume', message: 1 })).toEqual([`moves start again for destination ${B}`]);
});
