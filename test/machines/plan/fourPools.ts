// Moves between four pools, for tables of what a plan starts and how it ends.
import type { PlanInput, PlanLimits } from '../../../machines/plan/types.ts';
import { inputFor, Play, type TestMove } from './play.ts';

export const A = 'n1@a#p';
export const B = 'n2@b#p';
/** On the backend of B. */
export const C = 'n2@b#q';
export const D = 'n3@d#p';

export const move = (
  source: string,
  destination: string,
  sizeGib = 10,
  more: Partial<TestMove> = {},
): TestMove => ({ ...{ source, destination, sizeGib }, ...more });

export const four = [move(A, B), move(A, B), move(A, B), move(A, B)];

export const playOf = (
  moves: readonly TestMove[],
  limits: PlanLimits = {},
  more: Partial<PlanInput> = {},
): Play => new Play(moves, inputFor(moves, { limits, ...more }));
