// The current state of the chart stays in view: in time travel, live, and after a person has moved the chart.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import { createVirtualClock } from '../../src/simulator/index.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { type Look, openTab, slider, stateInChart } from './browser.ts';
import { begin, COURSES, finished } from './runs.ts';

// Runs in the page: whether the frame and the window contain the state entirely, and neither the tools nor the player cover it.
const IS_IN_VIEW = `(() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const [state, frame, tools, player] = ['.vm-chart .is-here', '.chart .frame', '.tools', '.player'].map(box);
  const isInside = state.left >= frame.left && state.right <= frame.right && state.top >= frame.top && state.bottom <= frame.bottom;
  const isCovered = state.right > tools.left && state.bottom > tools.top;
  const isBehind = state.bottom > player.top && state.top < player.bottom;
  return isInside && !isCovered && !isBehind && state.top >= 0 && state.bottom <= innerHeight;
})()`;

// Runs in the page: counts how often the drawing moves from now on.
const COUNT_MOVES = `(() => {
  window.moves = 0;
  new MutationObserver((all) => { window.moves += all.length; })
    .observe(document.querySelector('.vm-chart'), { attributes: true, attributeFilter: ['viewBox'] });
})()`;

const viewOf = (page: Page) => page.locator('.vm-chart').getAttribute('viewBox');
const isInView = (page: Page) => page.evaluate(IS_IN_VIEW);

// Drags the drawing upwards by several times the height of its frame.
async function dragAway(page: Page): Promise<void> {
  const box = await page.locator('.chart .frame').boundingBox();
  if (box === null) throw new Error('the chart is not shown');
  const x = box.x + box.width / 3;
  for (let times = 0; times < 4; times += 1) {
    await page.mouse.move(x, box.y + box.height - 20);
    await page.mouse.down();
    await page.mouse.move(x, box.y + 10, { steps: 3 });
    await page.mouse.up();
  }
}

inBrowser('the current state', () => {
  const bench = useBench();
  let inspector: Inspector;
  beforeAll(async () => {
    inspector = await startInspector({
      store: await finished([COURSES.swapWithCleanUp, COURSES.swap]),
      page: bench.page,
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    await inspector.close();
  });

  async function open(course: RegExp, look: Look): Promise<Page> {
    const { page } = await openTab(bench.browser, inspector.url, { ...look, width: 1440 });
    await page.getByRole('link', { name: course }).click();
    await page.locator('.badge').waitFor();
    await page.setViewportSize({ width: look.width ?? 1440, height: 900 });
    const chart = page.getByRole('tab', { name: 'Chart' });
    await chart.click();
    return page;
  }

  test.each([
    [1440, /Swap.*Succeeded/s],
    [1440, /Swap.*Failed/s],
    [960, /Swap.*Succeeded/s],
    [390, /Swap.*Failed/s],
    [700, /Swap.*Succeeded/s],
  ])('is visible at every step, forwards and backwards: %i pixels, %s', async (width, course) => {
    const page = await open(course, { width });
    const last = Number(await slider(page).getAttribute('max'));
    const there = Array.from({ length: last + 1 }, (_, step) => step);
    const states = new Set<string | null>();
    for (const step of [...there.toReversed(), ...there]) {
      await slider(page).fill(String(step));
      const state = await stateInChart(page);
      states.add(state);
      expect(await isInView(page), `step ${step}, ${state}`).toBe(true);
    }
    expect(states.size).toBeGreaterThan(12);
  });

  test('does not move the chart while it is visible anyway', async () => {
    const page = await open(/Swap.*Succeeded/s, {});
    await page.getByRole('button', { name: 'Show the whole chart' }).click();
    const whole = await viewOf(page);
    await slider(page).fill('3');
    await slider(page).fill('20');
    expect(await viewOf(page)).toBe(whole);
    expect(await isInView(page)).toBe(true);
  });

  test('may be moved out of view by hand until the next transition, and a button brings it back', async () => {
    const page = await open(/Swap.*Succeeded/s, {});
    await slider(page).fill('2');
    const before = await stateInChart(page);
    await dragAway(page);
    expect(await isInView(page)).toBe(false);
    const own = await viewOf(page);
    // The next position is a call: the run stays in its state.
    await page.keyboard.press('ArrowRight');
    expect([await stateInChart(page), await viewOf(page)]).toEqual([before, own]);
    await page.getByRole('button', { name: 'Current state' }).click();
    expect(await isInView(page)).toBe(true);
    await dragAway(page);
    expect(await isInView(page)).toBe(false);
    await page.keyboard.press('ArrowRight');
    expect(await stateInChart(page)).not.toBe(before);
    expect(await isInView(page)).toBe(true);
  });

  test('stays visible when the window changes its size', async () => {
    const page = await open(/Swap.*Succeeded/s, {});
    await slider(page).fill('12');
    for (const [width, height] of [
      [1000, 500],
      [1440, 900],
      [960, 420],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => isInView(page)).toBe(true);
    }
  });

  test.each([
    ['reduce', 'at once'],
    ['no-preference', 'in a movement'],
  ] as const)('comes into view, with prefers-reduced-motion %s: %s', async (motion, how) => {
    const page = await open(/Swap.*Succeeded/s, { motion });
    await slider(page).fill('1');
    await expect.poll(() => isInView(page)).toBe(true);
    await page.evaluate(COUNT_MOVES);
    await slider(page).fill('30');
    await expect.poll(() => isInView(page)).toBe(true);
    const moves = Number(await page.evaluate('window.moves'));
    if (how === 'at once') expect(moves).toBe(1);
    else expect(moves).toBeGreaterThan(1);
  });

  test('is visible in a live run that goes on', async () => {
    const store = createMemoryStore();
    await using live = await startInspector({ store, page: bench.page });
    const clock = createVirtualClock();
    const { running, outcome } = await begin(COURSES.migration, store, { clock });
    const { page } = await openTab(bench.browser, live.url);
    await page.locator('.vm-chart [data-state="cold.migrating.watchingMigration"].is-here').waitFor();
    expect(await isInView(page)).toBe(true);
    await dragAway(page);
    expect(await isInView(page)).toBe(false);
    clock.runAll();
    await outcome;
    await page.locator('.vm-chart [data-state="succeeded"].is-here').waitFor();
    expect(await isInView(page)).toBe(true);
    await running.stop();
  });
});
