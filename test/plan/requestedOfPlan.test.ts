// What people request of a plan that runs, on the simulated cloud: it is paused, resumed, cancelled.
import { describe, expect, test } from 'vitest';
import { openPlan, QUICK } from './planPlace.ts';
import { until } from './untilPlan.ts';

describe.concurrent('a plan', () => {
  test('that is cancelled starts no more moves, and waits for those that run', async () => {
    await using place = await openPlan(6);
    const run = await place.apply();
    await until(run, ({ running }) => running.length === 2);
    await run.request({ type: 'cancelWaiting' });
    expect(await run.outcome).toMatchObject({
      status: 'CANCELLED',
      counts: { SUCCEEDED: 2, PENDING: 4, CANCELLED: 0 },
    });
  });

  test('does at once what its own process requests', async () => {
    await using place = await openPlan(6);
    const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
    const run = await place.apply(place.moves, { pace: { ...QUICK.pace, requestsMs: 100_000_000 } });
    await until(run, ({ running }) => running.length === 2);
    await run.request({ type: 'pause' });
    await until(run, () => run.progress().state === 'applying.paused');
    await run.request({ type: 'cancelWaiting' });
    await until(run, () => run.progress().state === 'applying.stopping');
    release();
    expect(await run.outcome).toMatchObject({ status: 'CANCELLED', counts: { SUCCEEDED: 2, PENDING: 4 } });
  });

  test('that is cancelled with its running moves says of each how it ended', async () => {
    await using place = await openPlan(4, { gibPerSecond: 2 });
    const run = await place.apply();
    await until(run, ({ running }) => running.length === 2);
    await run.request({ type: 'cancelRunning' });
    const { status, counts } = await run.outcome;
    expect(status).toBe('CANCELLED');
    expect(counts.PENDING).toBe(2);
    // Cinder cannot stop a move that it has accepted.
    expect(counts.SUCCEEDED + counts.CANCELLED).toBe(2);
  });

  test('that is paused starts nothing until it is resumed', async () => {
    await using place = await openPlan(5);
    const run = await place.apply();
    await until(run, ({ running }) => running.length === 2);
    await run.request({ type: 'pause' });
    await until(run, ({ running }) => running.length === 0);
    expect(run.context().counts).toMatchObject({ SUCCEEDED: 2, waiting: 3 });
    await run.request({ type: 'resume' });
    expect((await run.outcome).status).toBe('SUCCEEDED');
  });
});
