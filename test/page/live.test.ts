// Runs that are followed in the page while they are under way.
import { expect, test } from 'vitest';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { startInspector } from '../../src/inspector/server.ts';
import { createVirtualClock } from '../../src/simulator/index.ts';
import { inBrowser } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab, slider, stateInChart } from './browser.ts';
import { begin, COURSES, finished } from './runs.ts';

const SLOWLY = { stageMs: 60, gibPerSecond: 0.7 };

inBrowser('a live run', () => {
  const bench = useBench();

  test('is followed from before its start to its end', async () => {
    const store = createMemoryStore();
    await using inspector = await startInspector({ store, page: bench.page });
    const { page, errors } = await openTab(bench.browser, inspector.url);
    await page.getByText('There are no runs yet').waitFor();
    // The cloud stands still until the page has shown the run at work.
    const clock = createVirtualClock();
    const { running, outcome } = await begin(COURSES.migration, store, { clock });
    const badge = page.locator('.badge');
    await badge.getByText('Running').waitFor();
    await page.locator('.vm-chart [data-state="cold.migrating.watchingMigration"].is-here').waitFor();
    await page.getByText('Cinder is migrating the volume').first().waitFor();
    clock.runAll();
    expect((await outcome).status).toBe('SUCCEEDED');
    await badge.getByText('Succeeded').waitFor();
    await page.locator('.row.is-here').getByText('The run has ended: Succeeded').waitFor();
    expect(await stateInChart(page)).toBe('succeeded');
    const last = await slider(page).getAttribute('max');
    expect(await slider(page).inputValue()).toBe(last);
    const told = (await store.read((await outcome).runId)).filter(({ record }) => record.kind !== 'request');
    expect(await page.locator('.row').count()).toBe(told.length);
    expect(errors).toEqual([]);
    await running.stop();
  });

  test('and another at once: each is chosen from the list, and ends by itself', async () => {
    const store = createMemoryStore();
    await using inspector = await startInspector({ store, page: bench.page });
    const first = await begin(COURSES.migration, store, SLOWLY);
    const second = await begin(COURSES.swap, store, SLOWLY);
    const { page, errors } = await openTab(bench.browser, inspector.url);
    const runs = page.getByRole('navigation', { name: 'Runs' });
    const title = page.getByRole('heading', { level: 1 });
    await runs.getByRole('link', { name: 'Cold migration' }).click();
    await title.getByText('Cold migration of volume').waitFor();
    await runs.getByRole('link', { name: 'Swap' }).click();
    await title.getByText('Swap of volume').waitFor();
    expect(await runs.getByRole('link', { name: 'Swap' }).getAttribute('aria-current')).toBe('true');
    await Promise.all([first.outcome, second.outcome]);
    await page.locator('.badge').getByText('Succeeded').waitFor();
    expect(await stateInChart(page)).toBe('succeeded');
    await runs.getByRole('link', { name: /Cold migration.*Succeeded/s }).waitFor();
    expect(errors).toEqual([]);
    await first.running.stop();
    await second.running.stop();
  });

  test('that was chosen stays, although a newer one starts', async () => {
    const store = await finished([COURSES.migration]);
    const [run] = await store.list();
    await using inspector = await startInspector({ store, page: bench.page, run: run?.runId });
    const { page } = await openTab(bench.browser, inspector.url);
    const title = page.getByRole('heading', { level: 1 });
    await title.getByText('Cold migration').waitFor();
    const { running, outcome } = await begin(COURSES.retype, store);
    await outcome;
    await page.getByRole('link', { name: /Cold retype.*Succeeded/s }).waitFor();
    expect(await title.textContent()).toContain('Cold migration');
    await running.stop();
  });

  test('whose inspector ends stays on the page, which says so', async () => {
    const store = await finished([COURSES.migration]);
    const inspector = await startInspector({ store, page: bench.page });
    const { page } = await openTab(bench.browser, inspector.url);
    await page.locator('.badge').getByText('Succeeded').waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    await inspector.close();
    await page.getByText('no connection').waitFor();
    await page.keyboard.press('Home');
    expect(await slider(page).inputValue()).toBe('0');
  });

  test('with an altered record is shown up to it, and the record is named', async () => {
    const whole = await finished([COURSES.migration]);
    const [summary] = await whole.list();
    const entries = await whole.read(summary?.runId ?? '');
    const store = createMemoryStore();
    const altered = entries.map((entry) => (entry.n === 9 ? { ...entry, digest: 'another' } : entry));
    await store.commit({ entries: altered, states: new Map() });
    await using inspector = await startInspector({ store, page: bench.page });
    const { page } = await openTab(bench.browser, inspector.url);
    await page.getByRole('alert').getByText('record 9: its digest does not match').waitFor();
    expect(await page.locator('.row').count()).toBeGreaterThan(3);
  });
});
