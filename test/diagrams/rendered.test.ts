// The drawings as a browser shows them, in a font that is included with the tests.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../diagrams/generate.ts';
import { DRAWN_SANS } from '../browser/chromium.ts';
import { inBrowser } from '../browser/inBrowser.ts';
import { sharedChromium } from '../browser/sharedChromium.ts';
import { type Box, overlaps, readDrawing } from './drawn.ts';

const drawings = Object.entries(await generate()).filter(([name]) => name.endsWith('.svg'));
const [, whole = ''] = drawings.find(([name]) => name === 'volumeMigrate.svg') ?? [];

inBrowser('in Chromium', () => {
  let page: Page;

  beforeAll(async () => {
    page = await (await sharedChromium()).newPage();
  });
  afterAll(async () => await page.close());

  describe.each(drawings)('%s', (_, svg) => {
    test('every text is as wide as calculated without a browser, before it is fitted to that width', async () => {
      await show(page, svg);
      const drawn = await ownWidths(page);
      const reckoned = readDrawing(svg).texts.map(({ box }) => box.right - box.left);
      expect(drawn).toHaveLength(reckoned.length);
      const wrong = drawn.filter((width, index) => Math.abs(width - (reckoned[index] ?? 0)) > 0.2);
      expect(wrong).toEqual([]);
    });

    test('no text overlaps another', async () => {
      await show(page, svg);
      const boxes = await textBoxes(page);
      const found = boxes.flatMap((one, index) =>
        boxes.slice(index + 1).filter((other) => overlaps(one, other)),
      );
      expect(found).toEqual([]);
    });
  });

  test('a dark scheme has a dark background and light text', async () => {
    const brightness = async (colorScheme: 'light' | 'dark', selector: string): Promise<number> => {
      await page.emulateMedia({ colorScheme });
      await page.setContent(whole);
      const fill = await styleOf(page, selector, 'fill');
      return Math.max(...[...fill.matchAll(/\d+/g)].map(([value]) => Number(value)));
    };
    expect(await brightness('light', '.vm-background')).toBeGreaterThan(200);
    expect(await brightness('dark', '.vm-background')).toBeLessThan(60);
    expect(await brightness('light', '.vm-name')).toBeLessThan(60);
    expect(await brightness('dark', '.vm-name')).toBeGreaterThan(200);
  });

  test('a page sets colours by custom properties, and marks by classes where a run is', async () => {
    const properties = '--vm-active: rgb(1, 2, 3); --vm-visited: rgb(4, 5, 6)';
    const marked = whole
      .replace('data-state="cold.gettingVolume"', '$& id="here"')
      .replace('class="vm-transition" data-transition="cold.askingDestination||0"', '$& id="way"');
    const seen = async (id: string, className: string, part: string): Promise<string> => {
      await page.setContent(`<style>.vm-chart { ${properties} }</style>${marked}`);
      await page.locator(`#${id}`).evaluate((element, name) => element.classList.add(name), className);
      return await styleOf(page, `#${id} > ${part}`, 'stroke');
    };
    expect(await seen('here', 'is-active', '.vm-shape')).toBe('rgb(1, 2, 3)');
    expect(await seen('here', 'is-visited', '.vm-shape')).toBe('rgb(4, 5, 6)');
    expect(await seen('way', 'is-taken', '.vm-line')).toBe('rgb(4, 5, 6)');
  });
});

async function show(page: Page, svg: string): Promise<void> {
  await page.setContent(`<style>${DRAWN_SANS}</style>${svg}`);
  // What is drawn before the font is loaded has another width.
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}

/** For each text, in the order of the file: how wide it is by itself. */
const ownWidths = (page: Page): Promise<number[]> =>
  page.$$eval('svg text', (texts) =>
    texts.map((text) => {
      text.removeAttribute('textLength');
      return (text as unknown as { getComputedTextLength: () => number }).getComputedTextLength();
    }),
  );

const styleOf = (page: Page, selector: string, property: 'fill' | 'stroke'): Promise<string> =>
  page
    .locator(selector)
    .first()
    .evaluate(
      (element, name) =>
        element.ownerDocument.defaultView?.getComputedStyle(element).getPropertyValue(name) ?? '',
      property,
    );

/**
 * For each text, in the order of the file. A browser's box is as high as the font; letters fill its middle.
 */
const textBoxes = (page: Page): Promise<Box[]> =>
  page.$$eval('svg text', (texts) => {
    const origin = texts[0]?.closest('svg')?.getBoundingClientRect() ?? { left: 0, top: 0 };
    return texts.map((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const inset = (bottom - top) / 5;
      return {
        left: left - origin.left,
        right: right - origin.left,
        top: top - origin.top + inset,
        bottom: bottom - origin.top - inset,
      };
    });
  });
