// The page in a real Chromium, as it is built.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { type Fonts, startChromium } from '../browser/chromium.ts';
import { PATIENCE_MS } from '../browser/inBrowser.ts';

export interface Bench extends AsyncDisposable {
  readonly browser: Browser;
  /** Path of the built page. */
  readonly page: string;
}

/** Builds the page in a new folder, and starts a browser. */
export async function openBench(fonts?: Fonts): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-page-'));
  const configFile = join(import.meta.dirname, '../../vite.page.config.ts');
  await build({ configFile, logLevel: 'error', build: { outDir: folder } });
  const browser = await startChromium(fonts);
  return {
    browser,
    page: join(folder, 'index.html'),
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type Scheme = 'light' | 'dark';

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: Scheme;
  /** The user's prefers-reduced-motion. */
  readonly motion?: 'reduce' | 'no-preference';
}

export interface Tab {
  readonly page: Page;
  /** Every address that it has requested. */
  readonly asked: string[];
  /** Its problems: its own errors, and what the browser forbade. */
  readonly errors: string[];
}

/** Opens an address in a tab of its own, which shares nothing with others. */
export async function openTab(
  browser: Browser,
  url: string,
  { width = 1440, height = 900, scheme = 'light', motion = 'reduce' }: Look = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: motion,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS / 2);
  const asked: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  return { page, asked, errors };
}

/** The state that the drawing shows the run in. */
export const stateInChart = (page: Page): Promise<string | null> =>
  page.locator('.vm-chart .is-here').getAttribute('data-state');

export const slider = (page: Page) => page.getByRole('slider', { name: 'Moment of the run' });
