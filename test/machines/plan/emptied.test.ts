// A plan that empties pools: what it asks at its end, and what the answer means.
import { expect, test } from 'vitest';
import type { PlanEvent } from '../../../machines/plan/events.ts';
import { inputFor, Play, type TestMove } from './play.ts';

const moves: readonly TestMove[] = [{ source: 'a@a#p', destination: 'b@b#p', sizeGib: 1 }];

function ended(answer: PlanEvent, cancel?: 'cancel'): Play {
  const play = new Play(moves, inputFor(moves, { empties: ['a@a#p'] }));
  play.end(0);
  expect(play.calls).toContain('listLeft');
  expect(play.result).toBeUndefined();
  if (cancel !== undefined) play.send({ type: cancel });
  else play.send(answer);
  return play;
}

const fault = { code: 'Forbidden', message: 'no', reasons: [] };

test('the pools are listed once every move has ended: empty ones end the plan as a success', () => {
  const output = [{ pool: 'a@a#p', volumes: 0, volumeIds: [] }];
  expect(ended({ type: 'xstate.done.actor.listLeft', output }).result).toMatchObject({
    ...{ status: 'SUCCEEDED', reasons: [] },
  });
});

test('what a pool still holds fails the plan, and is named', () => {
  const output = [{ pool: 'a@a#p', volumes: 30, volumeIds: ['v1', 'v2'] }];
  expect(ended({ type: 'xstate.done.actor.listLeft', output }).result).toMatchObject({
    status: 'FAILED',
    reasons: ['a@a#p is not empty: it holds 30 volumes (v1, v2 …). Plan again to move what can be moved'],
  });
});

test('a list that fails is no proof: the plan fails, and says so', () => {
  expect(ended({ type: 'xstate.error.actor.listLeft', error: fault }).result).toMatchObject({
    status: 'FAILED',
    reasons: ['the pools that were to be emptied could not be listed: no'],
  });
});

test('a plan that is cancelled while it lists does not succeed', () => {
  expect(ended({ type: 'cancel' }, 'cancel').result).toMatchObject({
    status: 'FAILED',
    reasons: ['the plan was cancelled before the pools that were to be emptied could be listed'],
  });
});

test('a plan that empties nothing lists nothing', () => {
  const play = new Play(moves);
  play.end(0);
  expect(play.calls).not.toContain('listLeft');
  expect(play.result?.status).toBe('SUCCEEDED');
});
