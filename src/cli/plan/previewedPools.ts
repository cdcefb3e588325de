// The pools of a plan before and after it: as its strategy saw them, otherwise as the cloud shows them.
import { elementsOf } from '../../../machines/plan/chunks.ts';
import type { PlanContext } from '../../../machines/plan/context.ts';
import type { Pool } from '../../../machines/types.ts';
import type { PreviewedFigures, PreviewedPool } from '../../inspector/planPreview.ts';
import type { Plan, PlanPool } from '../../plan/file/types.ts';
import { book, ledgersOf } from '../../strategies/capacity.ts';
import { planPools } from '../../strategies/planPools.ts';

/** `context`: null if no volume was read; `seen`: the pools of the cloud. */
export function previewedPools(
  { pools, empties }: Pick<Plan, 'pools' | 'empties'>,
  context: PlanContext | null,
  seen: readonly Pool[],
): PreviewedPool[] {
  const shown = pools.length > 0 || context === null ? pools : poolsOf(context, seen);
  return shown.map(({ name, before, after, thresholdPercent = null }) => ({
    ...{ name, thresholdPercent, isEmptied: empties.includes(name) },
    ...{ totalGib: numberIn(before, 'total_gib') ?? numberIn(after, 'total_gib') },
    ...{ before: figuresOf(before), after: figuresOf(after) },
  }));
}

// A plan that was written by hand has no pools. The volumes on them are not counted: only those of the plan were read.
function poolsOf(context: PlanContext, seen: readonly Pool[]): PlanPool[] {
  const ledgers = ledgersOf({ pools: new Map(seen.map((pool) => [pool.name, pool])) });
  for (const [n, state] of elementsOf(context.moves).entries()) {
    const { destinationNode } = context.input.moves[n]?.parameters ?? {};
    const { source, sizeGib } = context.facts[n] ?? { source: null, sizeGib: 0 };
    if (state !== 'waiting') continue;
    book(ledgers.get(source ?? ''), ledgers.get(destinationNode ?? ''), { sizeGib, type: null });
  }
  return planPools({ volumesOfPool: new Map() }, ledgers.values()).map((pool) => ({
    ...pool,
    before: { ...pool.before, volumes: null },
    after: { ...pool.after, volumes: null },
  }));
}

const figuresOf = (figures: PlanPool['before']): PreviewedFigures => ({
  volumes: numberIn(figures, 'volumes'),
  usedGib: numberIn(figures, 'used_gib'),
  usedPercent: numberIn(figures, 'used_percent'),
});

// The plan may have been written by hand.
function numberIn(figures: PlanPool['before'], name: string): number | null {
  const value = figures[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
