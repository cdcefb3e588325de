// Moves to a pool that is down, or that Cinder no longer lists.
import { describe, expect, test } from 'vitest';
import type { PoolFigures } from '../../../machines/plan/types.ts';
import { Play } from './play.ts';

const B = 'n2@b#p';
const inService: readonly PoolFigures[] = [
  { name: B, capabilities: { free_capacity_gb: 99, total_capacity_gb: 100 } },
];
const down: readonly PoolFigures[] = [{ name: B, capabilities: { backend_state: 'down' } }];

/** A plan with two moves to a pool that goes out of service after the first has started, and ends. */
function playOut(out: readonly PoolFigures[]): Play {
  const moves = [10, 9].map((sizeGib) => ({ source: 'n1@a#p', destination: B, sizeGib }));
  const play = new Play(moves);
  const error = { code: 'LimitReached', message: '', reasons: [], slots: ['total'] };
  read(play, '00:00:00', inService);
  for (const n of [0, 1]) {
    play.running.delete(n);
    play.send({ type: `xstate.error.actor.move.${n}`, error });
  }
  read(play, '00:01:00', out);
  play.send({ type: 'otherRuns', slots: {} });
  return play;
}

const read = (play: Play, time: string, pools: readonly PoolFigures[]): void =>
  play.send({ type: 'poolFigures', readAt: `2026-01-01T${time}Z`, pools });

describe.each<[string, readonly PoolFigures[], string]>([
  ['that is down', down, `pool ${B} is out of service: its backend_state is down`],
  ['that Cinder no longer lists', [], `pool ${B} is out of service: Cinder no longer lists it`],
])('moves to a pool %s', (_, out, reason) => {
  test('wait, and start once it is back', () => {
    const play = playOut(out);
    read(play, '00:02:59', out);
    expect([play.running.size, play.context.counts.waiting]).toEqual([0, 2]);
    read(play, '00:03:30', inService);
    expect([...play.running]).toEqual([0, 1]);
  });

  test('are skipped with that reason, and code PoolOutOfService, once readings two minutes apart have shown it', () => {
    const play = playOut(out);
    read(play, '00:03:00', out);
    const skipped = {
      ...{ status: 'SKIPPED', code: 'PoolOutOfService', message: `pool ${B} is out of service` },
      reasons: [reason, expect.stringMatching(/since 2026-01-01T00:01:00.000Z.* apply the plan again$/)],
    };
    expect(play.result).toMatchObject({
      ...{ status: 'FAILED', counts: { SKIPPED: 2 } },
      moves: [skipped, skipped],
    });
  });

  test('wait anew if it was back for a while', () => {
    const play = playOut(out);
    // Another plan has the last slots meanwhile.
    play.send({ type: 'otherRuns', slots: { total: 8 } });
    read(play, '00:02:00', inService);
    read(play, '00:03:00', out);
    play.send({ type: 'otherRuns', slots: {} });
    expect([play.running.size, play.context.counts.waiting]).toEqual([0, 2]);
  });
});
