// Who can see runs in a browser, and what they see: nobody without the token, and never a secret.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import type { SimulatedCloudServer } from '../../src/simulator/index.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab } from './browser.ts';
import { begin, COURSES } from './runs.ts';

inBrowser('the inspector in a browser', () => {
  const passwords = new Set<string>();
  const bench = useBench();
  let running: SimulatedCloudServer;
  let inspector: Inspector;
  beforeAll(async () => {
    const store = createMemoryStore();
    inspector = await startInspector({ store, page: bench.page });
    const run = await begin(COURSES.swap, store);
    running = run.running;
    const looking = setInterval(() => {
      for (const { name, password } of running.cloud.state.users.values())
        if (name.startsWith('volume-migrate-') && password !== null) passwords.add(password);
    }, 1);
    await run.outcome;
    clearInterval(looking);
  }, PATIENCE_MS);
  afterAll(async () => {
    await inspector.close();
    await running.stop();
  });

  const textOf = (page: Page): Promise<string> => page.locator('body').innerText();

  test('shows nothing to a client with another token', async () => {
    const url = inspector.url.replace(/token=.{5}/, 'token=wrong');
    const { page } = await openTab(bench.browser, url);
    expect(await textOf(page)).toContain('forbidden');
    expect(await page.locator('.app').count()).toBe(0);
  });

  test('responds to no page of another origin, even if that knows the token', async () => {
    const other = createServer((_, response) => response.end('<!doctype html><title>another site</title>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { page } = await openTab(
      bench.browser,
      `http://127.0.0.1:${(other.address() as AddressInfo).port}/`,
    );
    const runs = inspector.url.replace('/?', '/api/runs?');
    const events = inspector.url.replace('/?', '/api/events?');
    expect(await page.evaluate(`fetch('${runs}').then(() => 'read', () => 'refused')`)).toBe('refused');
    const listening = `new Promise((resolve) => {
      const source = new EventSource('${events}');
      source.onmessage = source.onopen = () => resolve('read');
      source.onerror = () => resolve('refused');
    })`;
    expect(await page.evaluate(listening)).toBe('refused');
    other.close();
  });

  test('shows no password and no token of the cloud, in any view, and saves none', async () => {
    const { page, errors } = await openTab(bench.browser, inspector.url);
    await page.locator('.badge').getByText('Succeeded').waitFor();
    const seen: string[] = [await readFile(bench.page, 'utf8')];
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      seen.push(await page.content());
    }
    await page.locator('h1').click();
    await page.keyboard.press('Home');
    const last = Number(await page.getByRole('slider').getAttribute('max'));
    for (let step = 0; step < last; step += 1) {
      for (const more of await page.locator('.more').all()) await more.click();
      seen.push(await page.locator('.row.is-here').innerHTML());
      await page.keyboard.press('ArrowRight');
    }
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save as file' }).click();
    const saved = await readFile(await (await download).path(), 'utf8');
    seen.push(saved);
    const all = seen.join('\n');
    expect(all).toContain('createTemporaryUser');
    const tokens = [...running.cloud.state.tokens.keys()];
    expect(tokens.length).toBeGreaterThan(1);
    expect(passwords.size).toBeGreaterThan(0);
    for (const secret of ['labadmin', ...passwords, ...tokens]) expect(all.includes(secret)).toBe(false);
    expect(saved).not.toContain(new URL(inspector.url).searchParams.get('token'));
    expect(await page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length')).toBe(
      0,
    );
    expect(errors).toEqual([]);
  });
});
