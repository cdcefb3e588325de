// Plans in the page: legible in every look, and in a file of their own.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectedTimelineOf } from '../../src/inspector/inspectedTimeline.ts';
import { offlinePage } from '../../src/inspector/page.ts';
import { readerOf } from '../../src/inspector/readerOf.ts';
import { startInspector } from '../../src/inspector/server.ts';
import type { JournalEntry } from '../../src/volumeMigrate/records.ts';
import { inBrowser } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab, slider } from './browser.ts';
import { expectLegible } from './legible.ts';
import { openManyPools } from './planRuns.ts';
import { failed, startScripted, succeeded } from './scriptedPlan.ts';

inBrowser('a plan', () => {
  const bench = useBench();

  const looks = (['light', 'dark'] as const).flatMap((scheme) =>
    [1280, 700, 390].map((width) => ({ scheme, width })),
  );

  test.each(looks)('is legible, named and within its width: $scheme, $width pixels', async (look) => {
    const end = (n: number) => (n % 3 === 0 ? failed('no space left') : succeeded);
    const plan = await startScripted({ moves: 40, end, input: { limits: { total: 1 } } });
    await plan.run.outcome;
    await using inspector = await startInspector({ store: plan.store, page: bench.page });
    const { page } = await openTab(bench.browser, inspector.url, look);
    await page.locator('.plan').waitFor();
    for (const at of ['8', '1000']) {
      await slider(page).fill(String(Math.min(Number(at), Number(await slider(page).getAttribute('max')))));
      await expectLegible(page);
    }
  });

  test('in a file opens offline, travels, and links to no runs, which the file does not hold', async () => {
    const { place, moves } = await openManyPools(12);
    await using _ = place;
    const run = await place.apply(moves);
    await run.outcome;
    const entries = (await place.store.read(run.planId)) as JournalEntry[];
    const file = join(dirname(bench.page), 'plan.html');
    await writeFile(file, offlinePage(await readFile(bench.page, 'utf8'), inspectedTimelineOf(entries)));
    const { page, asked, errors } = await openTab(bench.browser, `file://${file}`);
    expect(await page.locator('.plan-done b').textContent()).toBe('10 of 12 moves done');
    await page.keyboard.press('Home');
    expect(await page.locator('.plan-done b').textContent()).toBe('0 of 12 moves done');
    expect(await page.locator('.move').count()).toBeGreaterThan(10);
    expect(await page.locator('a.move').count()).toBe(0);
    expect(asked.filter((address) => !address.startsWith('data:'))).toEqual([`file://${file}`]);
    expect(errors).toEqual([]);
  });

  test('whose runs are not in the journal, as in an exported file, links to none of them', async () => {
    const { place, moves } = await openManyPools(12);
    await using _ = place;
    const run = await place.apply(moves);
    await run.outcome;
    const store = readerOf((await place.store.read(run.planId)) as JournalEntry[]);
    await using inspector = await startInspector({ store, page: bench.page });
    const { page, errors } = await openTab(bench.browser, inspector.url);
    await page.getByRole('link', { name: /^Plan/ }).waitFor();
    expect(await page.locator('.move').count()).toBeGreaterThan(10);
    expect(await page.locator('a.move').count()).toBe(0);
    expect(errors).toEqual([]);
  });
});
