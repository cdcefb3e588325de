// Long lists by keyboard: one tab stop each, and keys that move within them.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab, slider } from './browser.ts';
import { COURSES, finished } from './runs.ts';

inBrowser('a list', () => {
  const bench = useBench();
  let inspector: Inspector;
  let page: Page;
  beforeAll(async () => {
    const courses = Object.values(COURSES);
    inspector = await startInspector({ store: await finished([...courses, ...courses]), page: bench.page });
  }, PATIENCE_MS);
  beforeEach(async () => {
    ({ page } = await openTab(bench.browser, inspector.url, { height: 600 }));
    await page.locator('.badge').waitFor();
  });
  afterAll(async () => {
    await inspector.close();
  });

  const runs = (): Locator => page.getByRole('list', { name: 'Runs, the newest first' }).getByRole('link');
  const focused = (): Locator => page.locator(':focus');
  const indexOf = (items: Locator): Promise<number> =>
    items.evaluateAll((all) => all.findIndex((one) => one.matches(':focus')));

  /** How often Tab stops within an element, from the first control of the page to the last. */
  async function stopsIn(selector: string): Promise<number> {
    const seen = `document.activeElement.closest('${selector}') !== null`;
    // Tab goes on from where the page was clicked.
    await page.locator('.brand').click();
    let stops = 0;
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate('document.activeElement === document.body')) break;
      if (await page.evaluate(seen)) stops += 1;
    }
    return stops;
  }

  test.each([
    ['runs', null, '.runs ul'],
    ['calls, with every request of theirs', 'Calls', '.calls'],
    ['phases', 'Phases', '.phases'],
    ['readings', 'Observed', '.shown-observed'],
  ])('of %s is one tab stop', async (_, tab, selector) => {
    if (tab !== null) await page.getByRole('tab', { name: tab }).click();
    expect(await page.locator(`${selector} :is(a, button)`).count()).toBeGreaterThan(5);
    expect(await stopsIn(selector)).toBe(1);
  });

  test('of moments is one tab stop, besides what the shown moment unfolds', async () => {
    expect(await page.locator('.rows a').count()).toBeGreaterThan(20);
    const unfolds = await page.locator('.row.is-here button').count();
    expect(await stopsIn('.rows')).toBe(1 + unfolds);
  });

  test('is entered at the shown run; arrows, Home, End and Page keys move; Enter opens', async () => {
    await runs().nth(3).click();
    await page.locator('.runs [aria-current]').waitFor();
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Tab');
    expect(await indexOf(runs())).toBe(3);
    const visited: number[] = [];
    for (const key of [
      'ArrowDown',
      'ArrowUp',
      'ArrowUp',
      'Home',
      'ArrowUp',
      'End',
      'ArrowDown',
      'PageUp',
      'PageDown',
    ]) {
      await page.keyboard.press(key);
      visited.push(await indexOf(runs()));
    }
    expect(visited.slice(0, 7)).toEqual([4, 3, 2, 0, 0, 13, 13]);
    // A page is what the list has room for.
    expect(visited[7]).toBeGreaterThan(5);
    expect(visited[7]).toBeLessThan(12);
    expect(visited[8]).toBe(13);
    const href = await focused().getAttribute('href');
    await page.keyboard.press('Enter');
    await page.locator(`.runs [aria-current][href="${href}"]`).waitFor();
    expect(await indexOf(runs())).toBe(13);
  });

  test('takes the keys that move in it from time travel, and leaves it the others', async () => {
    await slider(page).fill('4');
    await page.locator('.row.is-here a.time').focus();
    await page.keyboard.press('Home');
    expect(await indexOf(page.locator('.rows a.time'))).toBe(0);
    expect(await slider(page).inputValue()).toBe('4');
    await page.keyboard.press('ArrowRight');
    expect(await slider(page).inputValue()).toBe('5');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.locator('.row-end.is-here').waitFor();
  });

  test('goes on where "earlier requests" are shown', async () => {
    await page.getByRole('tab', { name: 'Calls' }).click();
    const more = page.locator('.calls button', { hasText: 'earlier request' });
    const before = await more.count();
    await more.first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => more.count()).toBe(before - 1);
    await page.keyboard.press('ArrowDown');
    expect(await focused().getAttribute('title')).toBe('Copy request id');
    expect(await stopsIn('.calls')).toBe(1);
  });

  test('of runs names each for a screen reader, and which one is shown', async () => {
    const shown = page.getByRole('link', {
      name: /^Swap [0-9a-f]{8} data1 to type beta Failed, [\d.]+ m?s \d\d:\d\d$/,
    });
    expect(await shown.first().getAttribute('aria-current')).toBe('true');
    expect(await runs().count()).toBe(14);
  });
});
