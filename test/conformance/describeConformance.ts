// The suite for one cloud: every scenario is run on it, and compared with the transcript of its release.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Comparison, compareRun } from './compare.ts';
import { readGolden } from './golden.ts';
import { type Cloud, cloudOf, isKnown, outdated } from './knownDifferences.ts';
import { report } from './report.ts';
import { runAll } from './run.ts';
import { scenarios } from './scenarios/index.ts';
import type { ConformanceWorld } from './world.ts';

// For a very busy machine.
const LONGEST_MS = 1_200_000;

export function describeConformance(title: string, open: () => Promise<ConformanceWorld>): void {
  describe(title, () => {
    let world: ConformanceWorld;
    let cloud: Cloud;
    let comparison: Comparison;

    beforeAll(async () => {
      world = await open();
      cloud = cloudOf(world);
      const golden = await readGolden(world.release);
      const start = Date.now();
      const run = await runAll(world, scenarios);
      comparison = compareRun(golden, run, world.kind === 'simulated');
      report(cloud, comparison, Date.now() - start);
    }, LONGEST_MS);
    afterAll(async () => await world.close());

    test.each(scenarios.map(({ name }) => name))('%s', (name) => {
      const own = comparison.differences.filter(({ scenario }) => scenario === name);
      expect(own.filter((one) => !isKnown(cloud, one))).toEqual([]);
    });

    test('every known difference still occurs', () => {
      expect(outdated(cloud, comparison.differences)).toEqual([]);
    });
  });
}
