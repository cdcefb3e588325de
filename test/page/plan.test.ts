// A plan in the page: its pools and its moves, live, back in time, large, and paused.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { MoveEnd } from '../../machines/plan/types.ts';
import type { JournalStore } from '../../src/engine/store.ts';
import { startInspector } from '../../src/inspector/server.ts';
import { inBrowser } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab, slider } from './browser.ts';
import { openManyPools } from './planRuns.ts';
import { DESTINATIONS, failed, SOURCES, startScripted, succeeded } from './scriptedPlan.ts';

inBrowser('a plan', () => {
  const bench = useBench();

  const into = (page: Page, pool: string) => page.getByRole('region', { name: `Into ${pool}` });
  const done = (page: Page) => page.locator('.plan-done b');
  const counts = async (page: Page): Promise<string[]> =>
    (await page.locator('.plan-counts li').allTextContents()).map((text) => text.trim());

  async function open(store: JournalStore) {
    const inspector = await startInspector({ store, page: bench.page });
    const tab = await openTab(bench.browser, inspector.url);
    await tab.page.locator('.plan').waitFor();
    return { ...tab, inspector, [Symbol.asyncDispose]: async () => await inspector.close() };
  }

  test('is what the page opens on; each of its moves opens its run, which leads back', async () => {
    const { place, moves } = await openManyPools(12);
    await using _ = place;
    await (await place.apply(moves)).outcome;
    await using opened = await open(place.store);
    const { page, errors } = opened;
    await page.getByRole('heading', { level: 1, name: 'Plan of 12 moves' }).waitFor();
    expect(await done(page).textContent()).toBe('10 of 12 moves done');
    expect(await counts(page)).toEqual(['Failed 1 3 GiB', 'Skipped 1 0 GiB', 'Done 10 28 GiB']);
    const beta = into(page, 'node2@beta#beta');
    expect(await beta.locator('.move-FAILED').textContent()).toMatch(/db-002.*Invalid state for migrating/);
    await beta.locator('a.move-FAILED').click();
    await page.getByRole('heading', { level: 1, name: /^Migration of volume/ }).waitFor();
    await page.getByRole('tab', { name: 'Parameters' }).click();
    await page.locator('.about a.link').click();
    await page.getByRole('heading', { level: 1, name: 'Plan of 12 moves' }).waitFor();
    expect(errors).toEqual([]);
  });

  test('is listed once, without its moves, which the filter finds', async () => {
    const { place, moves } = await openManyPools(12);
    await using _ = place;
    await (await place.apply(moves)).outcome;
    await using opened = await open(place.store);
    const { page } = opened;
    const runs = page.getByRole('list', { name: 'Runs, the newest first' }).getByRole('link');
    expect(await runs.allTextContents()).toEqual([expect.stringMatching(/^Plan /)]);
    await page.getByRole('searchbox').fill('web-004');
    await page.getByRole('status').getByText('1 of 12 runs match').waitFor();
    await runs.click();
    await page.getByRole('searchbox').fill('');
    expect(await runs.count()).toBe(2);
  });

  test('shows live what moves and what waits, then what is done', async () => {
    const gates = new Map<number, PromiseWithResolvers<MoveEnd>>();
    const gate = (n: number): PromiseWithResolvers<MoveEnd> => {
      const one = gates.get(n) ?? Promise.withResolvers<MoveEnd>();
      gates.set(n, one);
      return one;
    };
    const plan = await startScripted({
      moves: 3,
      input: { limits: { total: 1 } },
      end: async (n) => await gate(n).promise,
    });
    await using opened = await open(plan.store);
    const { page } = opened;
    await page.getByText('1 at once, 2 per pool').waitFor();
    await into(page, DESTINATIONS[0] ?? '')
      .getByRole('heading', { name: /^Moving 1/ })
      .waitFor();
    expect(await counts(page)).toEqual(['Moving 1 10 GiB', 'Waiting 2 60 GiB']);
    const items = (await page.locator('.move').allTextContents()).map((text) => text.slice(0, 6));
    expect(items.toSorted()).toEqual(['data-0', 'data-1', 'data-2']);
    gate(0).resolve(succeeded);
    await into(page, DESTINATIONS[1] ?? '')
      .getByRole('heading', { name: /^Moving 1/ })
      .waitFor();
    expect(await done(page).textContent()).toBe('1 of 3 moves done');
    await plan.request({ type: 'pause' });
    await page.locator('.head .doing').getByText('Starts no moves until somebody resumes the plan').waitFor();
    await plan.request({ type: 'cancelWaiting' });
    gate(1).resolve(succeeded);
    await plan.run.outcome;
    await page.locator('.badge').getByText('Cancelled').waitFor();
    await page.getByRole('heading', { name: /^Not started 1/ }).waitFor();
  });

  test('can be travelled: each step shows the plan as it was', async () => {
    const plan = await startScripted({ moves: 6, input: { limits: { total: 1 } } });
    await plan.run.outcome;
    await using opened = await open(plan.store);
    const { page } = opened;
    expect(await counts(page)).toEqual(['Done 6 180 GiB']);
    await page.keyboard.press('Home');
    expect(await counts(page)).toEqual(['Waiting 6']);
    const seen = new Set<string>();
    const last = Number(await slider(page).getAttribute('max'));
    for (let step = 0; step < last; step += 1) {
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => slider(page).inputValue()).toBe(String(step + 1));
      seen.add(String(await done(page).textContent()));
    }
    expect([...seen]).toEqual([0, 1, 2, 3, 4, 5, 6].map((moves) => `${moves} of 6 moves done`));
    const start = page.locator('.row', { hasText: 'Start to move data-0' }).first();
    await start.getByRole('link', { name: /^\d/ }).click();
    await page.locator('.row.is-here', { hasText: 'Start to move data-0' }).waitFor();
  });

  test('says why a pool is paused, and why moves are left', async () => {
    const [kept = ''] = DESTINATIONS;
    const end = (n: number) => (n % DESTINATIONS.length === 0 ? failed('no space left') : succeeded);
    const plan = await startScripted({ moves: 30, end, input: { limits: { total: 1 } } });
    await plan.run.outcome;
    await using opened = await open(plan.store);
    const { page } = opened;
    const reason = `no more moves were started for destination ${kept} after 3 failures in a row: no space left`;
    await page.locator('.plan .warning').getByText(reason).waitFor();
    expect(await page.locator('.plan .warning').count()).toBe(1);
    await page.keyboard.press('ArrowLeft');
    const why = `No more moves start into ${kept}: 3 failures in a row, the last one: no space left (MigrationFailed)`;
    await page.locator('.plan .warning').getByText(why).waitFor();
    expect(await into(page, kept).locator('.pool-sum').textContent()).toContain('paused');
    expect(
      await into(page, DESTINATIONS[1] ?? '')
        .locator('.pool-sum')
        .textContent(),
    ).not.toContain('paused');
    expect(await page.locator('.stretches .fault').count()).toBe(3);
  });

  test('of thousands of moves shows some dozens a pool and the rest as a number', async () => {
    const plan = await startScripted({ moves: 2000, end: () => succeeded, input: { order: 'fast' } });
    await plan.run.outcome;
    await using opened = await open(plan.store);
    const { page, errors } = opened;
    expect(await done(page).textContent()).toBe('2000 of 2000 moves done');
    expect(await page.locator('.pool').count()).toBe(3);
    expect(await page.locator('.move').count()).toBeLessThan(100);
    expect(
      await into(page, DESTINATIONS[0] ?? '')
        .getByText('and 661 more')
        .count(),
    ).toBe(1);
    await slider(page).fill('1000');
    await expect.poll(() => done(page).textContent()).not.toBe('2000 of 2000 moves done');
    expect(await page.locator('.move').count()).toBeLessThan(100);
    expect(errors).toEqual([]);
  });

  test('of many pools counts what waits and what is done, and shows it on demand', async () => {
    const destinations = Array.from({ length: 12 }, (_, n) => `node2@ceph#new-${n}`);
    const end = (n: number) => (n % 12 === 3 ? failed('no space left') : succeeded);
    const plan = await startScripted({ moves: 720, end, pools: { sources: SOURCES, destinations } });
    await plan.run.outcome;
    await using opened = await open(plan.store);
    const { page, errors } = opened;
    await expect.poll(() => page.locator('.pool').count()).toBe(12);
    // What failed is there; what was done is a number.
    expect(await page.locator('.move').count()).toBe(3);
    expect(await page.locator('.move-FAILED').count()).toBe(3);
    const column = into(page, 'node2@ceph#new-0');
    const button = column.getByRole('button', { name: 'show them' });
    await button.focus();
    await page.keyboard.press('Enter');
    expect(await column.locator('.move').count()).toBe(50);
    await column.getByRole('button', { name: 'Next moves' }).click();
    await column.getByText('51–60 of 60').waitFor();
    expect(await column.locator('.move').count()).toBe(10);
    await column.getByRole('button', { name: 'show fewer' }).click();
    expect(await column.locator('.move').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('has one tab stop a pool, in which the arrow keys move', async () => {
    const { place, moves } = await openManyPools(12);
    await using _ = place;
    await (await place.apply(moves)).outcome;
    await using opened = await open(place.store);
    const { page } = opened;
    await page.getByRole('tab', { name: 'Plan' }).focus();
    for (const pool of ['tier9', 'alpha#alpha', 'beta#beta']) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate("document.activeElement.closest('.pool')?.ariaLabel")).toContain(pool);
    }
    const focused = (): Promise<string | null> => page.locator(':focus').textContent();
    const first = await focused();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).not.toBe(first);
    await page.keyboard.press('Home');
    expect(await focused()).toBe(first);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /^Migration of volume/ }).waitFor();
  });
});
