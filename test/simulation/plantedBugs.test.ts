// Bugs that are planted on purpose: what stories cannot catch, they do not prove.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { brokenIn, playStory, type Story } from '../../src/testing/simulation/index.ts';
import { stories } from './arbitraries.ts';

const planted = vi.hoisted(() => ({ bug: '' }));

vi.mock('../../machines/doneRules.ts', async (importOriginal) => {
  const rules = await importOriginal<typeof import('../../machines/doneRules.ts')>();
  return {
    ...rules,
    swapIsProven: (...[swap, sourceId, destinationId]: Parameters<typeof rules.swapIsProven>) => {
      const signs = {
        result: swap.result === 'Success',
        list: swap.attachedVolumeIds.includes(destinationId) && !swap.attachedVolumeIds.includes(sourceId),
        source: swap.source?.status === 'available' && swap.source.attachments.length === 0,
        destination: swap.destination?.status === 'in-use',
      };
      return Object.entries(signs).every(([sign, holds]) => holds || planted.bug === `no sign ${sign}`);
    },
    retypeVerdict: (...[seen, ...rest]: Parameters<typeof rules.retypeVerdict>) =>
      planted.bug === 'old success' && seen.migrationStatus === 'success'
        ? 'succeeded'
        : rules.retypeVerdict(seen, ...rest),
  };
});

vi.mock('../../machines/guards.ts', async (importOriginal) => {
  const { guards, ...rest } = await importOriginal<typeof import('../../machines/guards.ts')>();
  const hasTemporaryUser: typeof guards.hasTemporaryUser = (asked) =>
    guards.hasTemporaryUser(asked) &&
    !(planted.bug === 'user stays' && asked.context.destinationVolumeId === null);
  return { ...rest, guards: { ...guards, hasTemporaryUser } };
});

const bugs = [
  'no sign result',
  'no sign list',
  'no sign source',
  'no sign destination',
  'old success',
  'user stays',
];

test.each(bugs)('%s', { timeout: 600_000 }, async (bug) => {
  planted.bug = bug;
  const d = await fc.check(
    fc.asyncProperty(stories, async (s) => {
      const b = brokenIn(await playStory(s));
      if (b.length) throw new Error(b.join('\n'));
    }),
    {
      numRuns: Number(process.env['N'] ?? 1000),
      seed: Number(process.env['S'] ?? 1),
      interruptAfterTimeLimit: 500_000,
    },
  );
  process.stdout.write(
    `\n## ${bug} failed=${d.failed} after ${d.numRuns} ${String((d.errorInstance as Error)?.message)}\n${JSON.stringify(d.counterexample?.[0])}\n`,
  );
});
