// The line of a move that waits for another run: why it waits, and until when.
import { expect, test } from 'vitest';
import { heldLine } from '../../../src/cli/plan/eventLines.ts';

const held = { type: 'held', planId: 'P', resourceId: 'V', runId: 'R', parent: null, remedy: null } as const;

test.each([
  ['a run under way', held, 'waiting: v1: run R has the volume'],
  [
    'a run that no process drives',
    { ...held, parent: 'Q', waitsUntil: '2026-01-02T03:04:05.678Z' },
    'waiting: v1: run R of plan Q has the volume, and no process drives it. The move waits for that run to be resumed until 2026-01-02T03:04:05Z, then it is skipped once nothing else is left to do',
  ],
  [
    'an interrupted run',
    { ...held, remedy: 'To resume run R, run: x' },
    'waiting: v1: run R has the volume, and no process drives it. To resume run R, run: x',
  ],
])('%s', (_, event, line) => expect(heldLine(event, 'v1')).toBe(line));
