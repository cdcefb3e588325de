// Whole plans among kills, failing pools and people, in virtual time: no rule is broken, by the cloud's own log.
import { describe, expect, test } from 'vitest';
import { type CheckedPlans, checkSeed, nothingChecked } from './wholePlans/checkPlans.ts';
import { type PlayedPlans, playPlans } from './wholePlans/playPlans.ts';
import { randomPlans } from './wholePlans/randomPlans.ts';

const TIME_LIMIT = { timeout: 300_000 };

async function checkAll(
  first: number,
  count: number,
): Promise<{ checked: CheckedPlans; all: PlayedPlans[] }> {
  const checked = nothingChecked();
  const all: PlayedPlans[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    const played = await checkSeed(seed, checked);
    if (played !== null) all.push(played);
  }
  return { checked, all };
}

test(
  'the workloads of fixed seeds break no rule, and everything that may happen does',
  TIME_LIMIT,
  async () => {
    const { checked, all } = await checkAll(1, 50);
    expect([...checked.broken]).toEqual([]);
    const happened = new Set(all.flatMap((played) => played.happened.map(({ event }) => event.kind)));
    expect([...happened].sort()).toEqual([
      ...['database', 'fill', 'kill', 'leave', 'lost request', 'operation'],
      ...['request', 'service', 'take over', 'volume'],
    ]);
    expect(checked.kills).toBeGreaterThan(25);
    expect(Object.keys(checked.statuses).sort()).toEqual(['CANCELLED', 'FAILED', 'SUCCEEDED']);
    expect(new Set(all.map(({ workload }) => workload.journal))).toEqual(new Set(['memory', 'sqlite']));
    const kinds = all.flatMap(({ stage }) =>
      stage.cloud.moves.map(({ kind, serverId }) => `${kind} ${serverId !== null}`),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      'migrate false',
      'migrate true',
      'retype false',
      'retype true',
    ]);
  },
);

describe('a workload takes the same course each time', () => {
  const courseOf = async (seed: number): Promise<unknown> => {
    const { sent, stage, drivers } = await playPlans(randomPlans(seed));
    return {
      // Readings that runs share have IDs of their own.
      sent: sent.map(({ at, process, call }) => ({ at, process, call })),
      moves: stage.cloud.moves,
      outcomes: drivers.map(({ outcome }) => outcome),
    };
  };
  test.each([1, 2, 13])('seed %i', async (seed) => {
    expect(randomPlans(seed).journal).toBe('memory');
    expect(await courseOf(seed)).toEqual(await courseOf(seed));
  });
});
