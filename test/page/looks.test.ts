// Accessibility: contrast in light and dark, names for controls, room on a small screen.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { type Look, openTab, slider } from './browser.ts';
import { expectLegible } from './legible.ts';
import { COURSES, finished } from './runs.ts';

const VIEWS = ['Story', 'Chart', 'Phases', 'Calls', 'Observed', 'Parameters'];

// After the last control the browser itself has the focus.
const FOCUSED_WITHOUT_OUTLINE =
  "document.activeElement !== document.body && getComputedStyle(document.activeElement).outlineStyle === 'none'";

inBrowser('the page', () => {
  const bench = useBench();
  let inspector: Inspector;
  beforeAll(async () => {
    inspector = await startInspector({
      store: await finished([COURSES.swap, COURSES.failedSwap, COURSES.refusal]),
      page: bench.page,
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    await inspector.close();
  });

  async function open(course: RegExp, look: Look): Promise<Page> {
    const { page } = await openTab(bench.browser, inspector.url, { ...look, width: 1440 });
    await page.getByRole('link', { name: course }).first().click();
    await page.locator('.badge').waitFor();
    await slider(page).fill('6');
    await page.setViewportSize({ width: look.width ?? 1440, height: 900 });
    return page;
  }

  const looks = (['light', 'dark'] as const).flatMap((scheme) =>
    [1440, 390].map((width) => ({ scheme, width })),
  );

  test.each(looks)('is legible, named and within its width: $scheme, $width pixels', async (look) => {
    const page = await open(/Swap.*Failed/s, look);
    for (const name of VIEWS) {
      const tab = page.getByRole('tab', { name });
      if ((await tab.count()) === 0) continue;
      await tab.click();
      await expectLegible(page, name);
    }
  });

  test('can be used with the keyboard alone, and shows where the focus is', async () => {
    const page = await open(/Cold migration/, {});
    const reached = new Set<string>();
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      reached.add(
        String(
          await page.evaluate(
            'document.activeElement.ariaLabel || document.activeElement.textContent.trim()',
          ),
        ),
      );
      expect(await page.evaluate(FOCUSED_WITHOUT_OUTLINE)).toBe(false);
    }
    for (const name of ['Play (space)', 'Moment of the run', 'Speed', 'Chart', 'Zoom in', 'Current state'])
      expect([...reached]).toContain(name);
  });

  test('on a small screen hides the list of runs until it is opened', async () => {
    const page = await open(/Cold migration/, { width: 390 });
    expect(await page.getByRole('navigation', { name: 'Runs' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Runs' }).click();
    await page.getByRole('link', { name: /Swap.*Succeeded/s }).click();
    await page.getByRole('heading', { level: 1, name: /^Swap/ }).waitFor();
  });
});
