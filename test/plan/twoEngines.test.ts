// Two plans, each on a connection of its own to one SQLite journal: they share the limits exactly, also when one is left in between.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/index.ts';
import type { DrivenPlan } from '../../src/plan/applyPlan.ts';
import { mostAtOnce, moveSpans } from '../../src/simulator/moveSpans.ts';
import { DESTINATION, openPlan } from './planPlace.ts';
import { until } from './untilPlan.ts';

/** Resolves once a move of the plan has ended and another runs, or the plan has ended. */
async function inTheMiddle(run: DrivenPlan): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const check = ({ counts, running }: ReturnType<DrivenPlan['context']>): void => {
    if (counts.SUCCEEDED > 0 && running.length > 0) resolve();
  };
  const unsubscribe = run.subscribe(check);
  check(run.context());
  await Promise.race([promise, run.outcome]);
  unsubscribe();
}

test('never more moves at once than a pool allows, no volume asked for twice, by the log of the cloud', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-two-'));
  const file = join(folder, 'journal.sqlite');
  const other = openSqliteStore(file);
  try {
    await using place = await openPlan(10, { store: openSqliteStore(file) });
    const [first, second] = [place.moves.slice(0, 5), place.moves.slice(5)];
    const left = await place.apply(first);
    const stays = await place.apply(second, { store: other });
    await inTheMiddle(left);
    left.leave();
    expect((await left.outcome).status).toBe('UNFINISHED');
    const resumed = await place.resume(left.planId);
    const outcomes = await Promise.all([resumed.outcome, stays.outcome]);
    expect(outcomes.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const peaks = mostAtOnce(moveSpans(place.cloud.moves), ({ destination }) => [destination], 'ended');
    expect(peaks.get(DESTINATION)).toBe(2);
    expect([...place.asked().values()]).toEqual(place.ids.map(() => 1));
  } finally {
    await other.close();
    await rm(folder, { recursive: true });
  }
});

test('a plan that was left while it cancelled its moves starts no others once it is resumed, and asks for no volume twice', async () => {
  await using place = await openPlan(4, { gibPerSecond: 2 });
  const run = await place.apply();
  await until(run, ({ running }) => running.length === 2);
  await run.request({ type: 'cancelRunning' });
  const { promise, resolve } = Promise.withResolvers<void>();
  run.subscribe(({ cancel, running }) => {
    if (cancel === 'running' && running.length > 0) resolve();
  });
  await Promise.race([promise, run.outcome]);
  run.leave();
  await run.outcome;
  const resumed = await place.resume(run.planId);
  const { status, counts } = await resumed.outcome;
  expect(status).toBe('CANCELLED');
  expect(counts.PENDING).toBe(2);
  expect([...place.asked().values()].every((times) => times === 1)).toBe(true);
});
