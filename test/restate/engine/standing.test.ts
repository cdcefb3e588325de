// Where a run stands: whatever may still be working counts as driven.
import { expect, test } from 'vitest';
import type { RunInvocation } from '../../../src/restate/engine/invocations.ts';
import { type StandingKind, standingOf } from '../../../src/restate/engine/standing.ts';

const invocation = (status: RunInvocation['status']): RunInvocation => ({
  ...{ id: 'inv', runId: 'run', status, failure: null },
});
const open = { endedAt: null, status: null, state: 'moving', driver: null, why: null };
const ended = { ...open, endedAt: '2026-01-01T00:00:00.000Z' };

const cases: readonly (readonly [
  string,
  RunInvocation | null,
  typeof open | typeof ended | null,
  StandingKind,
])[] = [
  ['an invocation that runs', invocation('driven'), open, 'driven'],
  ['an invocation that runs although the records have their end', invocation('driven'), ended, 'driven'],
  ['an invocation that runs before the first record', invocation('driven'), null, 'driven'],
  ['a paused invocation', invocation('paused'), open, 'paused'],
  ['a failed invocation of an open run', invocation('failed'), open, 'stopped'],
  ['a failed invocation of a run that has ended', invocation('failed'), ended, 'over'],
  ['a failed invocation before the first record', invocation('failed'), null, 'over'],
  ['no invocation of an open run', null, open, 'stopped'],
  ['an invocation that has returned, whose records were read before', invocation('completed'), open, 'over'],
  ['neither records nor an invocation', null, null, 'unknown'],
];

test.each(cases)('%s', (_, found, now, kind) => {
  expect(standingOf({ invocation: found, now })).toBe(kind);
});
