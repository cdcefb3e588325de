// Suites that need a browser: skipped, with the reason in their title, where the machine has none.
import { describe } from 'vitest';
import { chromiumPath, NO_CHROMIUM } from './chromium.ts';

// A browser on a machine that has much else to do.
export const PATIENCE_MS = 300_000;

/** Declares a suite whose cases start Chromium. */
export function inBrowser(title: string, cases: () => void): void {
  if (chromiumPath === null) describe.skip(`${title} (${NO_CHROMIUM})`, cases);
  else describe(title, { timeout: PATIENCE_MS }, cases);
}
