// Back and forth through a run: by slider, keys, links, and by itself.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab, slider, stateInChart } from './browser.ts';
import { COURSES, finished } from './runs.ts';

inBrowser('time travel', () => {
  const bench = useBench();
  let inspector: Inspector;
  let page: Page;
  let last: number;

  const at = async (): Promise<number> => Number(await slider(page).inputValue());
  const said = (): Promise<string | null> => slider(page).getAttribute('aria-valuetext');

  beforeAll(async () => {
    inspector = await startInspector({ store: await finished([COURSES.migration]), page: bench.page });
  }, PATIENCE_MS);
  beforeEach(async () => {
    ({ page } = await openTab(bench.browser, inspector.url));
    await page.locator('.badge').getByText('Succeeded').waitFor();
    last = Number(await slider(page).getAttribute('max'));
  });
  afterAll(async () => {
    await inspector.close();
  });

  test('a run that is over is shown at its end', async () => {
    expect(await at()).toBe(last);
    expect(await stateInChart(page)).toBe('succeeded');
  });

  test('arrow keys go step by step, Home and End to the ends, and every step is one of the chart', async () => {
    await page.keyboard.press('Home');
    expect([await at(), await stateInChart(page)]).toEqual([0, 'askingMigrationType']);
    await page.keyboard.press('ArrowRight');
    expect([await at(), await stateInChart(page)]).toEqual([1, 'cold.gettingVolume']);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await at()).toBe(0);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    expect(await at()).toBe(last);
  });

  test('the whole run can be travelled with one key, and the chart is where the run was', async () => {
    await page.keyboard.press('Home');
    const states = new Set<string | null>();
    for (let step = 0; step <= last; step += 1) {
      expect(await at()).toBe(step);
      states.add(await stateInChart(page));
      await page.keyboard.press('ArrowRight');
    }
    expect([...states]).toEqual([
      'askingMigrationType',
      'cold.gettingVolume',
      'cold.listingAttachments',
      'cold.listingHolders',
      'cold.listingSnapshots',
      'cold.askingDetachedWithoutSnapshots',
      'cold.askingDestination',
      'cold.migrating.askingDifferentNode',
      'cold.migrating.gettingPools',
      'cold.migrating.gettingVolumeType',
      'cold.migrating.askingSameVolumeType',
      'cold.migrating.askingRoom',
      'cold.migrating.requestingMigration',
      'cold.migrating.watchingMigration',
      'verifying.askingAttached',
      'verifying.watchingSourceCopies',
      'succeeded',
    ]);
  });

  test('the slider describes the moment in words, and its own keys move it', async () => {
    await slider(page).focus();
    await page.keyboard.press('Home');
    expect(await said()).toMatch(/^Step 1 of \d+, after 0\.000 seconds: Cold migration of volume .* begins$/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await at()).toBe(2);
    expect(await said()).toMatch(/^Step 3 of \d+, after .*: Ask Cinder for the volume$/);
    await page.keyboard.press('PageUp');
    expect(await at()).toBeGreaterThan(3);
  });

  test('the slider goes where it is put, and the chart and the story follow', async () => {
    await slider(page).fill('3');
    expect(await stateInChart(page)).toBe('cold.listingAttachments');
    expect(await page.locator('.row.is-here > .body > p').first().textContent()).toContain(
      'Cinder responds:',
    );
    expect(await page.locator('.now').textContent()).toContain("Reading the volume's attachment records");
  });

  test('the chart marks the path taken so far, and not what came later', async () => {
    await slider(page).fill('3');
    const visited = page.locator('.vm-chart [data-state].is-visited');
    const states = await visited.evaluateAll((all) => all.map((one) => one.getAttribute('data-state')));
    expect(states.sort()).toEqual([
      'askingMigrationType',
      'cold',
      'cold.gettingVolume',
      'cold.listingAttachments',
    ]);
    const taken = await page.locator('.vm-chart .is-taken').getAttribute('data-transition');
    expect(taken).toBe('cold.gettingVolume|xstate.done.actor.getVolume|0');
  });

  test('space plays to the end and stops there, a second time it stops at once', async () => {
    await page.getByLabel('Speed').selectOption('30 steps/s');
    await page.keyboard.press('Escape');
    await page.locator('h1').click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play' }).waitFor();
    expect(await at()).toBeLessThan(last);
    await page.keyboard.press('Space');
    await page.locator('.row-end.is-here').waitFor();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    expect(await at()).toBe(last);
  });

  test('the address is a link to the moment', async () => {
    await slider(page).fill('4');
    await page.waitForURL(/#run=.*&at=\d/);
    const { page: other } = await openTab(bench.browser, page.url());
    await other.locator('.row.is-here').waitFor();
    expect(await slider(other).inputValue()).toBe('4');
    await page.getByRole('button', { name: 'Copy link to this moment' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(page.url());
  });

  test('a link that is followed just when the page writes its own address leads there', async () => {
    const links = page.locator('a.time');
    const [before = '', then = ''] = await links.evaluateAll((all) =>
      all.map((one) => one.getAttribute('href') ?? ''),
    );
    // The page writes the first address between the moment the second is set and the moment it is told of it.
    const address = await page.evaluate(`(async () => {
      const told = () => new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
      const writes = [];
      const later = window.setTimeout;
      window.setTimeout = (work, ms) => (ms === 250 ? writes.push(work) : later(work, ms));
      const first = told();
      location.hash = '${before}';
      await first;
      while (writes.length === 0) await new Promise(requestAnimationFrame);
      const second = told();
      location.hash = '${then}';
      writes.at(-1)();
      await second;
      return location.hash;
    })()`);
    expect(address).toBe(then);
  });

  test('the time of a moment in the story is a link to it, and the browser goes back from it', async () => {
    const row = page.locator('.row').nth(2);
    const time = row.locator('a.time');
    const href = await time.getAttribute('href');
    await time.click();
    await page.locator('.row.is-here', { hasText: (await time.textContent()) ?? '' }).waitFor();
    expect(await row.getAttribute('aria-current')).toBe('step');
    expect(page.url()).toContain(href);
    await page.goBack();
    await page.locator('.row-end.is-here').waitFor();
    expect(await at()).toBe(last);
  });

  test('a state of the chart leads to the moment at which it was entered', async () => {
    await slider(page).fill('0');
    await page.getByRole('button', { name: 'Show the whole chart' }).click();
    await page.locator('.vm-chart [data-state="cold.listingSnapshots"]').click();
    expect(await stateInChart(page)).toBe('cold.listingSnapshots');
    expect(await at()).toBe(7);
  });

  test('keys that a control needs do not move through the run', async () => {
    await slider(page).fill('3');
    await page.getByRole('tab', { name: 'Chart' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { name: 'Phases' }).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Home');
    expect(await page.getByRole('tab', { name: 'Chart' }).getAttribute('aria-selected')).toBe('true');
    await page.getByLabel('Speed').focus();
    await page.keyboard.press('ArrowRight');
    expect(await at()).toBe(3);
    await page.getByRole('button', { name: 'One step back' }).focus();
    await page.keyboard.press('Space');
    expect(await at()).toBe(2);
    expect(await page.getByRole('button', { name: 'Play' }).isVisible()).toBe(true);
  });

  test('a screen reader is told of each state that the run reaches', async () => {
    await slider(page).fill('3');
    const told = page.locator('[aria-live=polite]');
    expect(await told.textContent()).toBe("Reading the volume's attachment records");
  });
});
