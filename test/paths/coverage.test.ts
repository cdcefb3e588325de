// The paths cover the production machine: every state, every transition, and both results of each guard in each place.
import { expect, test } from 'vitest';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { coverageOf, volumeMigratePaths } from '../../src/testing/index.ts';
import { PARTS } from './describePaths.ts';

const paths = volumeMigratePaths();
const coverage = coverageOf(
  volumeMigrateMachine,
  paths.map(({ walk }) => walk),
);

test('every state is reached', () => {
  expect(coverage.states.reached.length).toBeGreaterThan(0);
  expect(coverage.states.missed).toEqual([]);
});

test('every transition is taken', () => {
  expect(coverage.transitions.reached.length).toBeGreaterThan(0);
  expect(coverage.transitions.missed).toEqual([]);
});

test('every guard is true and false in each place where it is evaluated', () => {
  expect(coverage.guards.reached.length).toBeGreaterThan(0);
  expect(coverage.guards.missed).toEqual([]);
});

test('every path ends', () => {
  expect(paths.filter(({ walk }) => walk.at(-1)?.snapshot.status !== 'done')).toEqual([]);
});

test('no two paths have the same title', () => {
  const titles = paths.map(({ title }) => title);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

test('every path is walked in one of the parts', () => {
  const parts = Object.values(PARTS);
  expect(paths.filter((path) => parts.filter((part) => part(path)).length !== 1)).toEqual([]);
});
