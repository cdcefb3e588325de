// What is said before a plan starts about volumes that other open runs hold.
import { expect, test } from 'vitest';
import { openRunLines } from '../../../src/cli/plan/openRuns.ts';
import type { RunDriver, RunSummary } from '../../../src/engine/store.ts';
import { moveTo } from '../../plan/planPlace.ts';

const [ONE, TWO] = ['2c91c4af-44ad-4e16-8d56-c27db583a459', '35213dc5-9fd9-443c-90cc-1e77f7c5f67e'];
const holder: RunDriver = { id: 'x', pid: 1, host: 'here', since: '2026-01-01T00:00:00.000Z' };

const run = (runId: string, changes: Partial<RunSummary> = {}): RunSummary => ({
  ...{ runId, workflow: 'volumeMigrate', parent: null, resource: null, scope: 'https://here', input: {} },
  ...{ startedAt: '', endedAt: null, status: null, state: null, holder: null, slots: [] },
  ...changes,
});

const lines = async (runs: readonly RunSummary[]): Promise<string[]> =>
  await openRunLines(
    { list: async () => runs, resumeHint: (runId) => `volume-migrate resume ${runId} --journal j` },
    { actions: [moveTo(ONE), moveTo(TWO)] },
    'https://here',
  );

test('an interrupted plan is to be resumed first', async () => {
  const children = [ONE, TWO].map((resource) => run(`of ${resource}`, { parent: 'P', resource }));
  expect(await lines([run('P', { workflow: 'plan' }), ...children])).toEqual([
    'plan P was interrupted and still holds 2 volumes of this plan, and it counts in the limits. Those moves wait at least a minute for it to be resumed, and are skipped once nothing else is left to do. To resume plan P first, stop this plan and run: volume-migrate resume P --journal j',
  ]);
});

test('a plan that another process applies is to be waited for', async () => {
  const child = run('c', { parent: 'P', resource: ONE, holder });
  expect(await lines([run('P', { workflow: 'plan', holder }), child])).toEqual([
    'plan P is moving 1 volume of this plan: those moves wait until it has ended',
  ]);
});

test('a single run is named as well; runs of other volumes and of other clouds are not', async () => {
  const others = [
    run('r2', { resource: 'another' }),
    run('r3', { resource: ONE, scope: 'https://elsewhere' }),
  ];
  expect(await lines([run('r1', { resource: TWO }), ...others])).toEqual([
    'run r1 was interrupted and still holds 1 volume of this plan, and it counts in the limits. Those moves wait at least a minute for it to be resumed, and are skipped once nothing else is left to do. To resume run r1 first, stop this plan and run: volume-migrate resume r1 --journal j',
  ]);
});
