// Which run an open page shows when new ones start.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { JournalStore } from '../../src/engine/store.ts';
import { startInspector } from '../../src/inspector/server.ts';
import { newestOf } from '../../src/page/travel/newestRun.ts';
import { inBrowser } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab, slider } from './browser.ts';
import { begin, COURSES, type Course, finished } from './runs.ts';

test('the newest run is the newest that no other run started, or else the newest of all', () => {
  const child = { runId: 'child', parent: 'parent' };
  expect(newestOf([child, { runId: 'parent', parent: null }, { runId: 'older', parent: null }])).toBe(
    'parent',
  );
  expect(newestOf([child])).toBe('child');
  expect(newestOf([])).toBe(null);
});

inBrowser('a page', () => {
  const bench = useBench();

  const title = (page: Page) => page.getByRole('heading', { level: 1 });
  const follows = (page: Page) => page.getByLabel('Follow new runs');

  async function add(course: Course, store: JournalStore): Promise<void> {
    const { running, outcome } = await begin(course, store);
    await outcome;
    await running.stop();
  }

  test('opens on the newest run if none is named, and follows to a newer one', async () => {
    const store = await finished([COURSES.migration, COURSES.swap]);
    await using inspector = await startInspector({ store, page: bench.page });
    const { page, errors } = await openTab(bench.browser, inspector.url);
    await title(page).getByText('Swap of volume').waitFor();
    expect(await follows(page).isChecked()).toBe(true);
    await add(COURSES.retype, store);
    await title(page).getByText('Cold retype of volume').waitFor();
    expect(errors).toEqual([]);
  });

  test('stays on a run that was named, until it is asked to follow, and keeps what it was asked', async () => {
    const store = await finished([COURSES.migration, COURSES.swap]);
    const [, migration] = await store.list();
    await using inspector = await startInspector({ store, page: bench.page, run: migration?.runId });
    const { page } = await openTab(bench.browser, inspector.url);
    await title(page).getByText('Cold migration of volume').waitFor();
    expect(await follows(page).isChecked()).toBe(false);
    await add(COURSES.refusal, store);
    await page.getByRole('link', { name: /Cold migration.*Failed/s }).waitFor();
    expect(await title(page).textContent()).toContain('tier9');
    await follows(page).check();
    await title(page).getByText('node1@alpha#alpha').waitFor();
    await page.waitForURL((url) => url.hash === '');
    await page.reload();
    await title(page).getByText('node1@alpha#alpha').waitFor();
    expect(await follows(page).isChecked()).toBe(true);
    await follows(page).uncheck();
    await page.waitForURL(/#run=/);
    await page.reload();
    await title(page).getByText('node1@alpha#alpha').waitFor();
    expect(await follows(page).isChecked()).toBe(false);
  });

  test.each([
    [
      'chooses a run',
      (page: Page) => page.getByRole('link', { name: /Cold migration/ }).click(),
      'Cold migration',
    ],
    ['looks at an earlier moment', (page: Page) => slider(page).fill('2'), 'Swap'],
  ] as const)('no longer follows when somebody %s', async (_, act, stays) => {
    const store = await finished([COURSES.migration, COURSES.swap]);
    await using inspector = await startInspector({ store, page: bench.page });
    const { page } = await openTab(bench.browser, inspector.url);
    await title(page).getByText('Swap of volume').waitFor();
    await act(page);
    await title(page).getByText(stays).waitFor();
    expect(await follows(page).isChecked()).toBe(false);
    await add(COURSES.retype, store);
    await page.getByRole('link', { name: /Cold retype.*Succeeded/s }).waitFor();
    expect(await title(page).textContent()).toContain(stays);
  });
});
