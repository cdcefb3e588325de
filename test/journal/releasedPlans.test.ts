// Plans that each version of the plan's machine recorded resume under the current one after every record of the plan and of its moves.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planMachine } from '../../machines/plan/machine.ts';
import { pathOf, statesOf } from '../../machines/transitions.ts';
import { foldOf } from '../../src/engine/replay.ts';
import { importedRun, type JournalEntry } from '../../src/index.ts';
import { planDefinition } from '../../src/plan/workflow.ts';
import { resumedAfter } from './planPlayback.ts';

const RELEASED = join(import.meta.dirname, 'released');
const VERSIONS = readdirSync(RELEASED).filter((version) => version.startsWith('plan-'));

const filesOf = (version: string): string[] => readdirSync(join(RELEASED, version));

const entriesOf = (version: string, file: string): readonly JournalEntry[] =>
  importedRun(readFileSync(join(RELEASED, version, file), 'utf8'));

/** The records of the plan itself. */
const ofPlan = (entries: readonly JournalEntry[]): readonly JournalEntry[] =>
  entries.filter(({ runId }) => runId === entries[0]?.runId);

const compared = (result: unknown): unknown => planDefinition.comparedOutput?.(result);

const CURRENT = `plan-${planMachine.version}`;

describe('the plans of the current version', () => {
  const plans = filesOf(CURRENT).map((file) => ofPlan(entriesOf(CURRENT, file)));

  test('have been in every state of the machine', () => {
    const states = plans.flatMap((entries) =>
      foldOf(planDefinition, entries).steps.map(({ state }) => state),
    );
    // States that are left at once are not seen: they have only eventless transitions.
    const seen = statesOf(planMachine).filter(({ type, key }) => type !== 'compound' && key !== 'judging');
    expect(new Set(states)).toEqual(new Set(seen.map(pathOf)));
  });

  test('have received every kind of event', () => {
    const kinds = plans.flat().flatMap(({ record }) => {
      if (record.kind !== 'event') return [];
      const { type, call, fault } = record.event as never as Record<string, string | { code: string }>;
      return [
        [type, `${call ?? ''}`.replace(/\d+/, 'N'), (fault as { code: string })?.code].join(' ').trim(),
      ];
    });
    expect([...new Set(kinds)].toSorted()).toEqual([
      ...['cancelRunning', 'cancelWaiting', 'changeLimits', 'clock', 'done listLeft', 'done move.N'],
      ...['done readPools', 'done surveyVolumes', 'failed move.N LimitReached', 'failed move.N VolumeHeld'],
      ...['otherRuns', 'pause', 'poolFigures', 'resume'],
    ]);
  });
});

describe.each(VERSIONS)('%s', (version) => {
  test.each(filesOf(version))('%s resumes at every record, and ends as it did', async (file) => {
    const entries = entriesOf(version, file);
    const last = ofPlan(entries).at(-1)?.record;
    if (last?.kind !== 'ended') throw new Error(`${file} has no end`);
    expect(entries.length).toBeGreaterThan(5);
    for (let n = 1; n < entries.length; n += 1) {
      // A request's record is for readers: the run is where it was before it.
      if (entries[n - 1]?.record.kind === ('request' as never)) continue;
      const output = await resumedAfter(entries, n);
      expect(compared(output), `resumed after ${n} records`).toEqual(compared(last.result));
    }
  });
});
