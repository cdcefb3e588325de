// The recordings of the two releases, compared with each other.
import { expect, test } from 'vitest';
import { readGolden } from './golden.ts';
import { compareReleases, isOf, releaseDifferences } from './releaseDifferences.ts';
import { scenarios } from './scenarios/index.ts';

const [zed, epoxy] = [await readGolden('zed'), await readGolden('2025.1')];
const differences = compareReleases(zed, epoxy);

test('the releases differ only for known reasons', () => {
  expect(differences.filter((one) => !releaseDifferences.some((rule) => isOf(rule, one)))).toEqual([]);
});

test.each(releaseDifferences)('they still differ: $reason', (rule) => {
  expect(differences.some((one) => isOf(rule, one))).toBe(true);
});

test.each([zed, epoxy])('every scenario is recorded on $release, and no other', (golden) => {
  expect(Object.keys(golden.scenarios)).toEqual(scenarios.map(({ name }) => name));
});
