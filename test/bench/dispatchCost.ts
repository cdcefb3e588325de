// What the machine of a plan costs without a cloud, by the number of its moves and pools.
import { inputFor, Play, type TestMove } from '../machines/plan/play.ts';
import { choicesOf } from '../machines/plan/random/randomPlan.ts';
import { heapMib, processorMs } from './planCloud.ts';

// Enough for a mean; the rest of a large plan costs the same.
const MOST_ENDED = 4_000;

/** A row: processor time to begin and for each move, memory, and what a snapshot keeps of the calls that have ended. */
export function dispatchCost(moves: number, pools: number, running: number) {
  const given = movesOf(moves, pools);
  const input = inputFor(given, { limits: { total: running, perPool: 4 } });
  const before = heapMib();
  const begun = processorMs();
  const play = new Play(given, input);
  const surveyed = processorMs();
  const ended = Math.min(moves, MOST_ENDED);
  for (let each = 0; each < ended; each += 1) play.end([...play.running][0] as number, { isAccepted: false });
  const spent = processorMs() - surveyed;
  return {
    moves,
    pools: `${pools} to ${pools}`,
    'ms to begin': (surveyed - begun).toFixed(0),
    'processor ms a move': (spent / ended).toFixed(2),
    'heap KiB a move': (((heapMib() - before) * 1024) / moves).toFixed(2),
    'child actors kept': Object.keys(play.snapshot.children).length,
  };
}

/** Moves of random sizes between random pools. */
export function movesOf(moves: number, pools: number): TestMove[] {
  const choices = choicesOf(moves);
  return Array.from({ length: moves }, () => ({
    source: `a${choices.whole(0, pools - 1)}@x#p`,
    destination: `b${choices.whole(0, pools - 1)}@y#p`,
    sizeGib: choices.whole(1, 100),
  }));
}
