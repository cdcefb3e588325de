// The rules for fleeting states against the recordings of both releases.
import { expect, test } from 'vitest';
import { unproved } from './fleeting.ts';
import { readGolden } from './golden.ts';

test('every fleeting state has been recorded on a real cloud', async () => {
  const goldens = [await readGolden('zed'), await readGolden('2025.1')];
  const steps = goldens.flatMap(({ scenarios }) => Object.values(scenarios).flat());
  const courses = steps.filter((step) => step.kind === 'course');
  const recorded = courses.flatMap(({ rows }) =>
    Object.values(rows).map((row) => row.map(({ state }) => state)),
  );
  expect(unproved(recorded)).toEqual([]);
});
