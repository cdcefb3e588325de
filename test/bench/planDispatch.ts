// Makespans of plans over the bound that no dispatcher can beat, by policy: `node test/bench/planDispatch.ts`. What the dispatcher costs is
// in planScale.ts.
import process from 'node:process';
import { lowerBound, makespanOf, planWorlds, watcherMakespan, withError } from '../machines/plan/makespan.ts';
import { choicesOf } from '../machines/plan/random/randomPlan.ts';
import { table } from './figures.ts';

const VOLUMES = 1_000;
const SEEDS = [20_260_101, 1, 2, 3, 4] as const;
const SIGMA = 0.5;
// Draws of the errors, for each seed.
const DRAWS = [5, 6, 7, 8] as const;

type World = ReturnType<typeof planWorlds>[number];

const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;

const wrong = (world: World, draw: number): number => {
  const choices = choicesOf(draw);
  return makespanOf(
    world,
    world.moves.map(({ sizeGib }) => withError(sizeGib, SIGMA, choices)),
  );
};

process.stdout.write(
  `makespan / bound, ${VOLUMES} volumes, ${SEEDS.length} seeds, ${DRAWS.length} draws of errors: mean (the worst)\n`,
);
const seeded = SEEDS.map((seed) => planWorlds(VOLUMES, seed));
const rows = (seeded[0] ?? []).map(({ title }, nth) => {
  const ratios = (makespans: (world: World) => readonly number[]): readonly number[] =>
    seeded
      .flatMap((worlds) => worlds[nth] ?? [])
      .flatMap((world) => makespans(world).map((makespan) => makespan / lowerBound(world)));
  const inWords = (all: readonly number[]): string =>
    `${mean(all).toFixed(3)} (${Math.max(...all).toFixed(3)})`;
  const withErrors = ratios((world) => DRAWS.map((draw) => wrong(world, draw)));
  return {
    world: title,
    "Watcher's pairs": inWords(ratios((world) => [watcherMakespan(world)])),
    'as given': inWords(ratios((world) => [makespanOf(world, undefined, 'as-given')])),
    fast: inWords(ratios((world) => [makespanOf(world)])),
    [`fast, σ ${SIGMA}`]: inWords(withErrors),
    'of these over 1.05': `${withErrors.filter((ratio) => ratio > 1.05).length} of ${withErrors.length}`,
  };
});
table(rows);
