// What is said of runs that nothing drives, and of what runs hold that are over.
import { expect, test } from 'vitest';
import type { RunStanding } from '../../src/restate/engine/standing.ts';
import { judgeStanding } from '../../src/restate/staleRuns.ts';

const URL = 'restate+http://127.0.0.1:8080';

const run: RunStanding = {
  runId: 'r1',
  head: null,
  now: null,
  invocation: null,
  claims: [{ scope: 'http://keystone', resource: 'v1', since: '2026-01-01T00:00:00.000Z' }],
  slots: [{ scope: 'http://keystone', names: ['total'] }],
};
const now = { endedAt: null, status: null, state: 'moving', driver: null, why: null };
const invocation = { id: 'inv', runId: 'r1', status: 'failed', failure: '[409] killed' } as const;

test('a killed run is open: it is resumed or given up, never removed', () => {
  expect(judgeStanding({ ...run, now, invocation }, URL)).toMatchObject([
    {
      ...{ kind: 'undriven-run', id: 'r1', verdict: 'unfinished' },
      evidence: [
        expect.stringContaining('[409] killed'),
        'holds volume v1 on http://keystone since 2026-01-01T00:00:00.000Z',
        'holds slots on http://keystone: total',
      ],
      advice: expect.stringMatching(/volume-migrate resume r1 --store .* volume-migrate give-up r1 --store/),
    },
  ]);
});

test('a run that its workers have left for a while says why, and is resumed by itself', () => {
  const why = { name: 'E', code: 'E', message: 'the sign-in was refused', reasons: [], uncertain: false };
  const waiting = { ...run, now: { ...now, why }, invocation: { ...invocation, status: 'driven' } as const };
  expect(judgeStanding(waiting, URL)).toMatchObject([
    {
      ...{ kind: 'undriven-run', verdict: 'unfinished' },
      evidence: expect.arrayContaining([expect.stringContaining('the sign-in was refused')]),
      advice: expect.stringContaining('try again by themselves'),
    },
  ]);
});

test.each([
  ['has ended', { ...now, endedAt: '2026-01-02T00:00:00.000Z', status: 'FAILED' }, 'ended FAILED at'],
  ['was killed before it made a call', null, 'never started'],
])('a claim of a run that %s can be removed', (_, ended, words) => {
  expect(judgeStanding({ ...run, now: ended, invocation }, URL)).toMatchObject([
    {
      kind: 'stale-claim',
      verdict: 'removable',
      missing: [],
      evidence: expect.arrayContaining([expect.stringContaining(words)]),
    },
  ]);
});

test('a claim of a run that Restate does not know is kept: only give-up releases it', () => {
  expect(judgeStanding(run, URL)).toMatchObject([
    {
      ...{ kind: 'stale-claim', verdict: 'kept' },
      missing: ['no record shows that the run has ended'],
      advice: expect.stringContaining('volume-migrate give-up r1 --store'),
    },
  ]);
});

test('a run that is driven, and one that holds nothing after its end, are not listed', () => {
  expect(judgeStanding({ ...run, now, invocation: { ...invocation, status: 'driven' } }, URL)).toEqual([]);
  const ended = { ...now, endedAt: '2026-01-02T00:00:00.000Z' };
  expect(judgeStanding({ ...run, now: ended, claims: [], slots: [] }, URL)).toEqual([]);
});
