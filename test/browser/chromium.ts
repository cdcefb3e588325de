// The browser in which tests open pages and drawings, if the machine has one.
// It uses the tests' own font, and nothing from the environment: not the user's fonts, language, time zone or
// proxy.
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { type Browser, chromium } from 'playwright-core';

const FONTS = join(import.meta.dirname, 'fonts');
// The one without windows opens a tab in a quarter of the time.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

const folders = (process.env['PATH'] ?? '').split(delimiter);
const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));

/** The browser's path; null if there is none. `CHROMIUM` names one that is not on the PATH. */
export const chromiumPath: string | null =
  [process.env['CHROMIUM'] ?? '', ...candidates].find((path) => existsSync(path)) ?? null;

/** What a skipped test says. */
export const NO_CHROMIUM =
  'skipped: no Chromium on the PATH (Debian: apt-get install chromium-headless-shell)';

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-proxy-server',
  '--lang=en-US',
];

/** The fonts that a browser finds: only the tests' own, or those of the README's pictures. */
export type Fonts = 'fonts' | 'pictures';

/** Starts the browser. Rejects if there is none: see `chromiumPath`. */
export const startChromium = (fonts: Fonts = 'fonts'): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? '',
    args: ARGUMENTS,
    env: {
      PATH: process.env['PATH'] ?? '',
      // A browser stores its settings and crash reports there; the user of a test may have no home.
      HOME: tmpdir(),
      FONTCONFIG_FILE: join(FONTS, `${fonts}.conf`),
      LANG: 'C.UTF-8',
      TZ: 'UTC',
    },
  });

const face = (style: string, weight: number): string => {
  const font = readFileSync(join(FONTS, `DrawnSans-${style}.ttf`), 'base64');
  return `@font-face { font-family: "Drawn Sans"; font-weight: ${weight}; src: url(data:font/ttf;base64,${font}) }`;
};

/**
 * CSS that shows a drawing in the tests' font, even if the browser does not ask fontconfig for it, with each
 * letter as wide as the font says: neither rounded to pixels nor kerned.
 */
export const DRAWN_SANS = [
  face('Regular', 400),
  face('Bold', 700),
  '.vm-chart, .vm-chart text { font-family: "Drawn Sans" !important }',
  '.vm-chart text { text-rendering: geometricPrecision; font-kerning: none }',
].join('\n');
