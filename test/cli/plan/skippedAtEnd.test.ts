// The line of a move that is skipped: once, live or in the outcome.
import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { initialContext, withFacts } from '../../../machines/plan/initial.ts';
import { createPlanDisplay } from '../../../src/cli/plan/planDisplay.ts';
import { moveTo } from '../../plan/planPlace.ts';

const ID = '00000000-0000-4000-8000-000000000000';

afterEach(() => void vi.restoreAllMocks());

function printed(code: string): string {
  const context = withFacts(
    initialContext({
      ...{ planId: 'p', startedAt: new Date().toISOString(), moves: [moveTo(ID)], limits: {} },
      ...{ classes: { attached: null, root: null }, order: 'fast', maxFailures: null },
    }),
    [{ source: 'node1@alpha#alpha', sizeGib: 10, serverIds: [], isRoot: false, state: 'waiting' }],
  );
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  createPlanDisplay({ format: 'text', isQuiet: false, fallbackMs: () => null }).onEvent(
    {
      ...{ type: 'ended', planId: 'p', resourceId: ID, status: 'SKIPPED', runId: null, elapsedMs: null },
      ...{ isAccepted: false, endedAt: new Date().toISOString() },
      ...{ code, message: 'because', reasons: [] },
    },
    {
      ...{ planId: 'p', context: () => context, state: () => 'applying.dispatching' },
      ...{ refresh: async () => {}, phaseOf: () => null },
    },
  );
  return written.join('');
}

test.each([
  'VolumeHeld',
  'LimitReached',
])('a move that only interrupted runs kept from starting is listed in the outcome alone: %s', (code) =>
  expect(printed(code)).not.toContain('SKIPPED'));

test('a move that was skipped for another reason is reported at once', () =>
  expect(printed('PoolOutOfService')).toContain(`SKIPPED: ${ID}: because`));
