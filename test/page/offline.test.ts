// A run in a file: opened from disk, it shows everything, and sends no requests.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offlinePage } from '../../src/inspector/page.ts';
import { startInspector } from '../../src/inspector/server.ts';
import { timelineOf } from '../../src/volumeMigrate/definition.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab, slider, stateInChart } from './browser.ts';
import { COURSES, finished } from './runs.ts';

inBrowser('a run in a file', () => {
  const bench = useBench();
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'volume-migrate-offline-'));
  }, PATIENCE_MS);
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test('is shown without a server, and sends no requests', async () => {
    const store = await finished([COURSES.migration]);
    const [run] = await store.list();
    const timeline = timelineOf(await store.read(run?.runId ?? ''));
    const file = join(folder, 'run.html');
    await writeFile(file, offlinePage(await readFile(bench.page, 'utf8'), timeline));
    const url = String(pathToFileURL(file));
    const { page, asked, errors } = await openTab(bench.browser, url);
    await page.locator('.badge').getByText('Succeeded').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await slider(page).inputValue()).toBe('1');
    expect(await stateInChart(page)).toBe('cold.gettingVolume');
    for (const tab of await page.getByRole('tab').all()) await tab.click();
    expect(await page.getByText('Ask Cinder for the volume’s snapshots').count()).toBeGreaterThan(0);
    expect(await page.getByRole('navigation', { name: 'Runs' }).count()).toBe(0);
    expect(asked.filter((address) => !address.startsWith('data:'))).toEqual([url]);
    expect(errors).toEqual([]);
  });

  test('is what the page saves', async () => {
    const store = await finished([COURSES.refusal]);
    await using inspector = await startInspector({ store, page: bench.page });
    const { page, asked } = await openTab(bench.browser, inspector.url);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save as file' }).click();
    const file = join(folder, 'saved.html');
    await (await download).saveAs(file);
    const { origin } = new URL(inspector.url);
    expect(asked.every((address) => address.startsWith(origin) || address.startsWith('data:'))).toBe(true);
    await inspector.close();
    const saved = await openTab(bench.browser, String(pathToFileURL(file)));
    await saved.page.getByText('Invalid state for cold migration').first().waitFor();
    expect(saved.errors).toEqual([]);
  });

  test('is small, and one file', async () => {
    const page = await readFile(bench.page);
    expect(gzipSync(page).length).toBeLessThan(100_000);
    const text = page.toString();
    expect(text).not.toMatch(/<(script|link|img)[^>]*(src|href)="(?!data:)/);
    expect(text).not.toMatch(/@import|url\((?!["']?data:)/);
    expect(text).toContain('<!--run-->');
  });
});
