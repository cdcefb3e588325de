// One browser for all suites of a worker, which run in turn.
import type { Browser } from 'playwright-core';
import { startChromium } from './chromium.ts';

// Playwright ends the browser with the worker.
let shared: Promise<Browser> | undefined;

/** The worker's browser, with the tests' fonts: a suite closes the tabs that it has opened, and leaves it running. */
export async function sharedChromium(): Promise<Browser> {
  shared ??= startChromium();
  return await shared;
}
