// What holds for the plans of any cloud: random ones here, four times as many by `npm run test:properties`, more by
// `node test/strategies/manyWorlds.ts 10000`.
import { describe, expect, test } from 'vitest';
import { runs } from '../properties/runs.ts';
import { judge } from './judge.ts';

const WORLDS = runs(300);
const BATCH = WORLDS / 3;

describe('for any cloud, whatever its drivers report', () => {
  let moves = 0;

  test.each(
    Array.from({ length: WORLDS / BATCH }, (_, n) => 1 + n * BATCH),
  )('no plan overfills a pool, names a volume twice, proposes a blocked move, depends on the order of the view, or ends in ping-pong: seeds from %i', (first) => {
    for (let seed = first; seed < first + BATCH; seed += 1) {
      const { problems, actions } = judge(seed);
      expect(problems).toEqual([]);
      moves += actions;
    }
  });

  test('and these clouds have enough to move', () => expect(moves).toBeGreaterThan(WORLDS));
});
