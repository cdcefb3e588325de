// The suite can fail: a falsehood in the simulated cloud is found, in the right place.
import { describe, expect, test } from 'vitest';
import { compareRun } from './compare.ts';
import { falsehoods } from './falsehoods.ts';
import { readGolden } from './golden.ts';
import type { Json } from './http.ts';
import { cloudOf, isKnown } from './knownDifferences.ts';
import { runAll } from './run.ts';
import { scenarios } from './scenarios/index.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describe('a falsehood in the simulated cloud is found', () => {
  test.each(falsehoods)('$clause', async (falsehood) => {
    const { scenario, what, tell, options, release = 'zed' } = falsehood;
    const lie = (running: Json): void => {
      const { handle } = running.cloud;
      running.cloud.handle = async (request: Json) => {
        const answer = structuredClone(await handle(request));
        tell?.(answer, request.path);
        return answer;
      };
    };
    const world = await openSimulatedWorld(release, lie, options);
    try {
      const run = await runAll(
        world,
        scenarios.filter(({ name }) => name === scenario),
      );
      const { differences } = compareRun(await readGolden(release), run, true);
      const found = differences.filter((one) => !isKnown(cloudOf(world), one));
      expect(found.map((one) => one.what)).toContainEqual(expect.stringMatching(what));
    } finally {
      await world.close();
    }
  });
});
