// Plans in words.
import { expect, test } from 'vitest';
import type { PlanLimits } from '../../machines/plan/types.ts';
import type { InspectedMoment } from '../../src/inspector/inspectedTimeline.ts';
import { callInWords } from '../../src/page/words/calls.ts';
import { planMomentInWords, planMovesIn } from '../../src/page/words/planMoments.ts';
import { gib, groupInWords, limitInto, limitsInWords, pausedInWords } from '../../src/page/words/plans.ts';
import { moveTo } from '../plan/planPlace.ts';
import { failed, succeeded } from './scriptedPlan.ts';

test.each<[string, PlanLimits, string]>([
  ['the defaults', {}, '8 at once, 2 per pool'],
  ['another number per pool', { total: 20, perPool: 4 }, '20 at once, 4 per pool'],
  ['sources and destinations', { perSource: 1 }, '8 at once, 1 out of and 2 into a pool'],
  [
    'backends and pairs',
    { perBackend: 3, perPair: 1 },
    '8 at once, 2 per pool, 3 per backend, 1 per pair of pools',
  ],
  [
    'single pools',
    { pools: { 'h@b#p': { source: 5, destination: 1 } } },
    '8 at once, 2 per pool, 5 out of h@b#p, 1 into h@b#p',
  ],
])('limits in words: %s', (_, limits, words) => {
  expect(limitsInWords(limits)).toBe(words);
});

test('the limit of a pool is its own, then that of destinations, then that of pools', () => {
  expect(limitInto('h@b#p', { perPool: 3, perDestination: 4, pools: { 'h@b#p': { destination: 5 } } })).toBe(
    5,
  );
  expect(limitInto('h@b#p', { perPool: 3, perDestination: 4 })).toBe(4);
  expect(limitInto('h@b#p', { perPool: 3 })).toBe(3);
});

test.each([
  [340, '340 GiB'],
  [10_239, '10239 GiB'],
  [12_800, '12.5 TiB'],
])('%i GiB are shown as %s', (many, words) => {
  expect(gib(many)).toBe(words);
});

test('what waits when a plan is over was not started', () => {
  expect([groupInWords('waiting', false), groupInWords('waiting', true)]).toEqual(['Waiting', 'Not started']);
});

test('a paused pool is named with the direction, the failures and the last of them', () => {
  expect(pausedInWords('source h@b#p', { code: 'MigrationFailed', message: 'no path', failures: 3 })).toBe(
    'No more moves start out of h@b#p: 3 failures in a row, the last one: no path (MigrationFailed)',
  );
});

const MOVES = [moveTo('6f1d8c3a-0000-4000-8000-000000000000'), { ...moveTo('x'), resourceName: 'db' }];

test.each<[object, string]>([
  [{ kind: 'started' }, 'Plan of 2 moves begins'],
  [{ kind: 'intent', call: 'move.0' }, 'Start to move volume 6f1d8c3a to node2@tier9#alpha'],
  [{ kind: 'event', event: { type: 'done', call: 'move.1', output: succeeded } }, 'Moved db, after 1.0 s'],
  [
    { kind: 'event', event: { type: 'done', call: 'move.1', output: failed('no space') } },
    'Could not move db, after 1.0 s: no space',
  ],
  [
    {
      kind: 'event',
      event: { type: 'failed', call: 'move.1', fault: { code: 'LimitReached', message: 'taken' } },
    },
    'The move of db waits again: taken',
  ],
  [
    { kind: 'event', event: { type: 'changeLimits', limits: { total: 3 }, message: 1 } },
    'Other limits requested: total 3',
  ],
  [{ kind: 'event', event: { type: 'otherRuns', slots: { total: 1 } } }, '1 other run under way'],
])('the record %j is told in words', (record, words) => {
  expect(planMomentInWords({ record } as unknown as InspectedMoment, MOVES)?.text).toBe(words);
});

test('a record that any run may have is told as that of any run', () => {
  const resumed = { record: { kind: 'resumed' } } as unknown as InspectedMoment;
  expect(planMomentInWords(resumed, MOVES)).toBe(null);
});

test('only a plan has moves', () => {
  const first = { record: { kind: 'started', input: { moves: MOVES } } } as unknown as InspectedMoment;
  expect(planMovesIn([first])).toBe(null);
  expect(planMovesIn([{ ...first, plan: {} }])).toBe(MOVES);
});

test('the call of a move is counted from 1, as people count', () => {
  expect(callInWords('move.0')).toEqual({ service: null, asks: 'for move 1 of the plan', changes: true });
});
