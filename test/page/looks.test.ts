// Accessibility: contrast in light and dark, names for controls, room on a small screen.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { type Bench, type Look, openBench, openTab, slider } from './browser.ts';
import { COURSES, finished } from './runs.ts';

const VIEWS = ['Story', 'Chart', 'Phases', 'Calls', 'Observed', 'Parameters'];

// Runs in the page: text whose contrast with its background is less than WCAG's 4.5 to 1. What is still to
// come is faded, and the drawing has colours of its own.
const FAINT_TEXT = `(() => {
  const channels = (colour) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((value) => value / 255).map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (channels(backgroundColor)[3] === 255) return backgroundColor;
    }
    return 'white';
  };
  const isFaded = (element) => {
    for (let one = element; one; one = one.parentElement) if (getComputedStyle(one).opacity !== '1') return true;
    return false;
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || element.closest('svg, script, style, noscript, .hidden') || !element.checkVisibility() || isFaded(element)) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))].sort();
    const contrast = (other + 0.05) / (one + 0.05);
    if (contrast < 4.5) found.push(text.data.trim().slice(0, 40) + ' ' + contrast.toFixed(2));
  }
  return found;
})()`;

// Controls without a name.
const NAMELESS = `[...document.querySelectorAll('button, a[href], input, select, [role=img], [tabindex="0"]')]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.getAttribute('aria-label') || one.closest('label') || one.textContent.trim()))
  .map((one) => one.outerHTML)`;

// After the last control the browser itself has the focus.
const FOCUSED_WITHOUT_OUTLINE =
  "document.activeElement !== document.body && getComputedStyle(document.activeElement).outlineStyle === 'none'";

inBrowser('the page', () => {
  let bench: Bench;
  let inspector: Inspector;
  beforeAll(async () => {
    bench = await openBench();
    inspector = await startInspector({
      store: await finished([COURSES.swap, COURSES.failedSwap, COURSES.refusal]),
      page: bench.page,
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    await inspector.close();
    await bench[Symbol.asyncDispose]();
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
      expect(await page.evaluate(FAINT_TEXT), name).toEqual([]);
      expect(await page.evaluate(NAMELESS), name).toEqual([]);
      expect(
        await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
        name,
      ).toBeLessThanOrEqual(0);
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
    for (const name of ['Play (space)', 'Moment of the run', 'Speed', 'Chart', 'Zoom in', 'Follow'])
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
