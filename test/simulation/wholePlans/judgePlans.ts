// Checks what a workload of plans came to against the invariants, by the cloud's own log.
import { judgeEnds } from './judgeEnds.ts';
import { judgeIdle } from './judgeIdle.ts';
import { judgeLimits } from './judgeLimits.ts';
import { judgeSending } from './judgeSending.ts';
import { judgeSpace } from './judgeSpace.ts';
import { movesOfPlans } from './movesOfPlans.ts';
import type { PlayedPlans } from './playPlans.ts';

/** The violations, in sentences; empty if there are none. */
export function brokenInPlans(played: PlayedPlans): string[] {
  const moves = movesOfPlans(played);
  return [
    ...judgeLimits(played, moves),
    ...judgeSending(played, moves),
    ...judgeIdle(played, moves),
    ...judgeSpace(played, moves),
    ...judgeEnds(played, moves),
  ];
}
