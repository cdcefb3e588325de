// A browser to look at drawings with, where this machine has one.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Null where there is none. `CHROMIUM` names one that is elsewhere. */
export const chromiumPath: string | null =
  [process.env['CHROMIUM'] ?? '', ...CANDIDATES].find((path) => existsSync(path)) ?? null;

export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
