// Takes pictures of the page from real runs on the simulated cloud: node test/page/screenshots.ts FOLDER
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { startInspector } from '../../src/inspector/server.ts';
import { openBench, openTab, type Scheme, slider } from './browser.ts';
import { begin, COURSES, finished } from './runs.ts';

interface Picture {
  readonly name: string;
  /** The text of the run's link in the list. */
  readonly run: RegExp;
  /**
   * Which of several such runs, from 0.
   * @default the newest
   */
  readonly nth?: number;
  /**
   * The tab to show.
   * @default the first
   */
  readonly tab?: string;
  /**
   * The position of the slider.
   * @default the newest
   */
  readonly at?: (last: number) => number;
  readonly width?: number;
  readonly schemes?: readonly Scheme[];
}

const NARROW = 390;
const MIGRATION = /Cold migration.*tier9.*Succeeded/s;
const REFUSAL = /Cold migration.*Failed/s;
const SWAP = /Swap.*type beta.*Succeeded/s;
// Two runs: the list shows the newest first.
const FAILED_SWAP = /Swap.*type beta.*Failed/s;
const RUNNING = /Cold migration.*Running/s;

const PICTURES: readonly Picture[] = [
  { name: 'success', run: MIGRATION, at: (last) => last - 4 },
  { name: 'success-narrow', run: MIGRATION, width: NARROW },
  { name: 'refusal', run: REFUSAL, at: (last) => last - 1 },
  { name: 'refusal-narrow', run: REFUSAL, width: NARROW, at: (last) => last - 1 },
  { name: 'swap', run: SWAP },
  { name: 'swap-calls', run: SWAP, tab: 'Calls' },
  { name: 'swap-observed', run: SWAP, tab: 'Observed' },
  { name: 'swap-chart-narrow', run: SWAP, tab: 'Chart', width: NARROW, at: (last) => Math.round(last / 2) },
  { name: 'clean-up', run: FAILED_SWAP, nth: 1, at: (last) => last - 4 },
  { name: 'clean-up-phases', run: FAILED_SWAP, nth: 1, tab: 'Phases' },
  { name: 'clean-up-narrow', run: FAILED_SWAP, nth: 1, width: NARROW },
  { name: 'failed-swap', run: FAILED_SWAP },
  { name: 'running', run: RUNNING },
  { name: 'running-narrow', run: RUNNING, width: NARROW },
  { name: 'parameters', run: SWAP, tab: 'Parameters', schemes: ['light'] },
];

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('usage: node test/page/screenshots.ts FOLDER');
await mkdir(folder, { recursive: true });

const store = await finished(Object.values(COURSES));
const slow = await begin(COURSES.migration, store, { gibPerSecond: 0.005, stageMs: 100 });
await using bench = await openBench();
await using inspector = await startInspector({ store, page: bench.page });
for (const picture of PICTURES) {
  for (const scheme of picture.schemes ?? (['light', 'dark'] as const)) await take(picture, scheme);
}
slow.cancel();
await slow.outcome;
await slow.running.stop();

async function take({ name, run, nth = 0, tab, at, width = 1440 }: Picture, scheme: Scheme): Promise<void> {
  const list = await openTab(bench.browser, inspector.url);
  const href = await list.page.getByRole('link', { name: run }).nth(nth).getAttribute('href');
  await list.page.context().close();
  const height = width === NARROW ? 844 : 900;
  const { page } = await openTab(bench.browser, `${inspector.url}${href}`, { scheme, width, height });
  await page.locator('.badge').waitFor();
  if (tab !== undefined) await page.getByRole('tab', { name: tab }).click();
  const last = Number(await slider(page).getAttribute('max'));
  if (at !== undefined) await slider(page).fill(String(at(last)));
  await page.evaluate('document.activeElement.blur()');
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(folder ?? '', `${name}-${scheme}.png`) });
  await page.context().close();
}
