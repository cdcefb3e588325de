// What a terminal shows of a plan under way: at each width, with few moves and with more than fit.
import { describe, expect, test } from 'vitest';
import type { PlanContext } from '../../../machines/plan/context.ts';
import { initialContext, withFacts } from '../../../machines/plan/initial.ts';
import { withEnd, withStart } from '../../../machines/plan/moves.ts';
import type { MoveEnd } from '../../../machines/plan/types.ts';
import type { FollowedPlan } from '../../../src/cli/plan/followedPlan.ts';
import { liveLines } from '../../../src/cli/plan/liveLines.ts';
import { widthOf } from '../../../src/cli/width.ts';

const SOURCE = 'node1@alpha#alpha';
const DESTINATION = 'node2@tier9#alpha';
const PLAIN = { paint: (_: unknown, text: string): string => text };
const FORECAST = { shortestMs: 25 * 60_000, longestMs: 50 * 60_000, boundBy: null };

const MOVED: MoveEnd = {
  ...{ status: 'SUCCEEDED', runId: null, code: null, message: null, reasons: [] },
  ...{ isAccepted: true, elapsedMs: 30_000, endedAt: null },
};

// A plan of which so many moves run; of the others so many have ended.
function planOf(moves: number, running: number, ended: number): PlanContext {
  const ids = Array.from(
    { length: moves },
    (_, n) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`,
  );
  const input = {
    ...{
      planId: 'p',
      startedAt: new Date(Date.now() - 182_000).toISOString(),
      classes: { attached: null, root: null },
    },
    ...({ limits: { total: 1_000, perPool: 1_000 }, order: 'as-given', maxFailures: null } as const),
    moves: ids.map((resourceId, n) => ({
      parameters: {
        ...({
          resourceId,
          migrationType: 'migrate',
          destinationNode: DESTINATION,
          destinationType: null,
        } as const),
        ...({ swapMethod: 'auto', allowEncryptionChange: false } as const),
      },
      ...{
        resourceName: n % 2 === 0 ? `data \u001b[31m${n} 数据` : null,
        reason: null,
        notBefore: null,
        window: null,
      },
    })),
  };
  const facts = ids.map(() => ({
    ...({ source: SOURCE, sizeGib: 10, serverIds: [], isRoot: false, state: 'waiting' } as const),
  }));
  let context = withFacts(initialContext(input), facts);
  for (let n = 0; n < ended + running; n += 1) context = withStart(context, n);
  for (let n = 0; n < ended; n += 1) context = withEnd(context, n, MOVED);
  return context;
}

function linesOf(
  context: PlanContext,
  columns: number,
  rows: number,
  state = 'applying.dispatching',
): string[] {
  const plan: FollowedPlan = {
    ...{ planId: 'p', context: () => context, state: () => state, refresh: async () => {} },
    phaseOf: () => ({ state: 'cold.migrating.watchingMigration', startedAtMs: Date.now() - 12_000 }),
  };
  return liveLines({ plan, forecast: () => FORECAST, fallbackMs: () => null, columns, rows }, PLAIN);
}

describe.each([60, 100, 160])('at %i columns', (columns) => {
  test.each([
    [3, 2, 1],
    [30, 8, 10],
    [300, 40, 100],
  ])('a plan of %i moves fits the terminal, whatever its names contain', (moves, running, ended) => {
    const lines = linesOf(planOf(moves, running, ended), columns, 20);
    expect(lines.length).toBeLessThan(20);
    for (const line of lines) {
      expect(widthOf(line)).toBeLessThan(columns);
      expect(line).not.toContain('\u001b');
    }
    expect(lines[0]).toContain(`${ended} of ${moves} moves, ${ended * 10} of ${moves * 10} GiB`);
    expect(lines[1]).toBe('3 min 02 s, about 25 min to 50 min left');
    const waiting = moves - running - ended;
    if (waiting > 0) expect(lines.at(-1)).toBe(`waiting: ${waiting} on ${SOURCE}`);
  });
});

test('a running move has its volume, its pools, its size, its phase, and how long it has run of what is expected', () => {
  const [, , line] = linesOf(planOf(3, 1, 1), 120, 20);
  expect(line).toBe(
    `00000001  ${SOURCE}  → ${DESTINATION}  10 GiB  Cinder is migrating the volume  12 s of ~30 s`,
  );
});

test('where the terminal is narrow, the source and the phase are left out, and the destination and the time are whole', () => {
  const [, , line] = linesOf(planOf(3, 1, 1), 60, 20);
  expect(line).toBe(`00000001  → ${DESTINATION}  10 GiB  12 s of ~30 s`);
});

test('a destination that is too long for the terminal is cut, and no line is wider', () => {
  const context = planOf(3, 1, 1);
  const long = `host@${'b'.repeat(80)}#pool`;
  const queues = context.queues.queues.map((queue) => ({ ...queue, destination: long }));
  const lines = linesOf({ ...context, queues: { ...context.queues, queues } }, 60, 20);
  expect(lines[2]).toMatch(/^00000001 {2}→ host@b+…$/);
  for (const line of lines) expect(widthOf(line)).toBeLessThan(60);
});

test('running moves that do not fit are summed in one line', () => {
  const lines = linesOf(planOf(300, 40, 100), 100, 16);
  expect(lines.filter((line) => line.includes('→'))).toHaveLength(10);
  expect(lines).toContain('and 30 more running moves (300 GiB)');
});

test.each([
  ['applying.paused', 'paused: no moves start'],
  ['applying.stopping', 'no more moves start: waiting for the running ones'],
  ['applying.cancelling', 'cancelling the running moves'],
])('in %s it says so, and forecasts nothing', (state, words) => {
  const lines = linesOf(planOf(3, 1, 1), 100, 20, state);
  expect(lines[1]).toBe(`3 min 02 s; ${words}`);
  expect(lines.at(-1)).toBe(`${state === 'applying.paused' ? 'waiting' : 'will not start'}: 1 on ${SOURCE}`);
});

test('a pool that is full or was paused because of failures is named with the reason', () => {
  const context = planOf(3, 0, 1);
  const pool = { name: DESTINATION, capabilities: { free_capacity_gb: 0, total_capacity_gb: 100 } };
  const held = {
    ...context,
    figures: { readAtMs: Date.now(), pools: { [DESTINATION]: pool } },
    pausedSlots: { [`source ${SOURCE}`]: { code: 'X', message: 'no space left on device', failures: 3 } },
  };
  const lines = linesOf(held, 160, 20).join('\n');
  expect(lines).toContain(
    `waiting for room: pool ${DESTINATION} has 0 GiB free, but the volume needs 10 GiB`,
  );
  expect(lines).toContain(
    `no moves start for source ${SOURCE} after 3 failures in a row: no space left on device`,
  );
});

test('space that is on its way to a pool is told beside the volume that waits for it; a pool out of service is named', () => {
  const context = withStart(planOf(3, 0, 1), 1);
  const pool = { name: DESTINATION, capabilities: { free_capacity_gb: 25, total_capacity_gb: 100 } };
  const full = { ...context, figures: { readAtMs: Date.now(), pools: { [DESTINATION]: pool } } };
  expect(linesOf({ ...full, booked: { [DESTINATION]: 20 } }, 160, 20)).toContain(
    `waiting for room on ${DESTINATION}: the next volume needs 10 GiB, and 20 GiB have just arrived or are on their way`,
  );
  const out = { ...context, figures: null, outOfServiceSinceMs: { [DESTINATION]: 0 } };
  expect(linesOf(out, 160, 20)).toContain(
    `waiting: pool ${DESTINATION} is out of service: Cinder no longer lists it`,
  );
});

test('while nothing runs and everything waits for room, no time is forecast', () => {
  const context = planOf(3, 0, 1);
  const pool = { name: DESTINATION, capabilities: { free_capacity_gb: 0, total_capacity_gb: 100 } };
  const full = { ...context, figures: { readAtMs: Date.now(), pools: { [DESTINATION]: pool } } };
  expect(linesOf(full, 100, 20)[1]).toBe('3 min 02 s');
  expect(linesOf(context, 100, 20)[1]).toContain('about 25 min to 50 min left');
});
