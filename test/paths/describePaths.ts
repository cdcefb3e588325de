// A test for each path: walked on the machine alone, over HTTP on a staged cloud, and from its own journal.
import { expect, test } from 'vitest';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { type VolumeMigratePath, volumeMigratePaths } from '../../src/testing/index.ts';
import { whatIsWrong } from './threeWalks.ts';

/** The parts in which the paths are walked, so that they share the cores. */
export const PARTS = {
  cold: ({ walk }: VolumeMigratePath) => !walk.some(({ state }) => state.startsWith('swap.')),
  attachment: ({ walk }: VolumeMigratePath) =>
    walk.some(({ state }) => state.startsWith('swap.')) && !isRetyped(walk),
  retype: ({ walk }: VolumeMigratePath) => isRetyped(walk),
} as const;

const isRetyped = (walk: VolumeMigratePath['walk']): boolean =>
  walk.some(({ state }) => state.startsWith('swap.retypingInUse'));

// All of them are walked by `npm run paths`; here one in eighteen, so that the tests take less than five minutes.
const SHARE = 18;

export function describePaths(part: keyof typeof PARTS): void {
  const paths = volumeMigratePaths()
    .filter(PARTS[part])
    .filter((_, nth) => nth % SHARE === 0);
  test.each(paths)('$title', async (path) => {
    expect(await whatIsWrong(path, volumeMigrateMachine)).toEqual([]);
  });
}
