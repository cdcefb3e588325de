// The name of the volume of a move.
import type { PlanContext } from './context.ts';

/** The name that the plan gives, otherwise the one that the cloud shows; null if neither does. */
export const volumeNameOf = (
  { input, facts }: Pick<PlanContext, 'input' | 'facts'>,
  n: number,
): string | null => input.moves[n]?.resourceName ?? facts[n]?.name ?? null;
