// What makes a page hard to use, as expressions that run in the page.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

// Runs in the page: text whose contrast with its background is less than WCAG's 4.5 to 1. What is still to
// come is faded, and the drawing has colours of its own.
export const FAINT_TEXT = `(() => {
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
export const NAMELESS = `[...document.querySelectorAll('button, a[href], input, select, [role=img], [tabindex="0"]')]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.getAttribute('aria-label') || one.closest('label') || one.textContent.trim()))
  .map((one) => one.outerHTML)`;

// How much wider the page is than the window.
export const OVERFLOW_PX = 'document.documentElement.scrollWidth - innerWidth';

/** Fails unless every text can be read, every control has a name, and nothing is wider than the window. `view`: what is shown. */
export async function expectLegible(page: Page, view = ''): Promise<void> {
  expect(await page.evaluate(FAINT_TEXT), view).toEqual([]);
  expect(await page.evaluate(NAMELESS), view).toEqual([]);
  expect(await page.evaluate(OVERFLOW_PX), view).toBeLessThanOrEqual(0);
}
