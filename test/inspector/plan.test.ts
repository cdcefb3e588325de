// A plan as an inspector's clients get it: from a journal, from an exported file, and while its process has other work.
import { expect, test } from 'vitest';
import { followRun } from '../../src/inspector/followRun.ts';
import { readerOf } from '../../src/inspector/readerOf.ts';
import { createRunList } from '../../src/inspector/runList.ts';
import type { JournalEntry } from '../../src/volumeMigrate/records.ts';
import { openManyPools } from '../page/planRuns.ts';
import { startScripted } from '../page/scriptedPlan.ts';

test('an exported plan is listed, and has its state and its moves, although its runs are elsewhere', async () => {
  const { place, moves } = await openManyPools(5);
  await using _ = place;
  const run = await place.apply(moves);
  await run.outcome;
  const reader = readerOf((await place.store.read(run.planId)) as JournalEntry[]);
  expect(await createRunList(reader).look()).toMatchObject([
    { runId: run.planId, workflow: 'plan', parent: null, status: 'FAILED' },
  ]);
  const told = await followRun(reader, run.planId).look();
  expect(told).toContain('"isPlan":true');
  expect(told).toContain('"state":"applying.dispatching","description":"Starts every move that can start"');
  expect(told.match(/"state":"running"/g)).toHaveLength(4);
});

test('reading a long plan leaves the process time for other work', async () => {
  const { run, store } = await startScripted({ moves: 500 });
  await run.outcome;
  let turns = 0;
  let isOver = false;
  const work = (): void => {
    turns += 1;
    if (!isOver) setImmediate(work);
  };
  setImmediate(work);
  await followRun(store, run.runId).look();
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(9);
});

test('the survey’s call is shown without the moves, which the input of the plan has', async () => {
  const { run, store } = await startScripted({ moves: 50 });
  await run.outcome;
  const told = await followRun(store, run.runId).look();
  expect(told).toContain('"call":"surveyVolumes","input":"the moves of the plan"');
});
