// The page in a real Chromium, for all cases of a suite: in one browser for all suites of a worker, which run in turn.
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { PATIENCE_MS } from '../browser/inBrowser.ts';
import { sharedChromium } from '../browser/sharedChromium.ts';
import type { Bench } from './browser.ts';

/** Starts a browser before the cases of a suite; closes its tabs after them. Usable once the suite runs. */
export function useBench(): Pick<Bench, 'browser' | 'page'> {
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await sharedChromium();
  }, PATIENCE_MS);
  afterAll(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
  });
  return {
    get browser() {
      if (browser === null) throw new Error('the browser has not started yet');
      return browser;
    },
    // Built before all tests.
    page: join(inject('compiledFolder') ?? '', 'page/index.html'),
  };
}
