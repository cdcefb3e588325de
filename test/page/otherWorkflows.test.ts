// Runs of an application's own workflows in the page: a parent, its child, and an open one.
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { createEngine } from '../../src/index.ts';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { twoCalls, workflowOf } from '../engine/smallWorkflows.ts';
import { useBench } from './bench.ts';
import { openTab, slider } from './browser.ts';

inBrowser('a run of another workflow', () => {
  const called = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<string>();
  const bench = useBench();
  let inspector: Inspector;
  let page: Page;
  let errors: string[];
  let outcome: Promise<unknown>;
  beforeAll(async () => {
    const store = createMemoryStore();
    const engine = createEngine({ store });
    const backup = workflowOf(
      twoCalls,
      { calls: { a: async () => 'snapshot 7', b: async () => null } },
      { name: 'backup' },
    );
    const b = async (): Promise<string> => {
      called.resolve();
      return await goOn.promise;
    };
    const plan = workflowOf(
      twoCalls,
      ({ startChild }) => ({ calls: { a: (_, call) => startChild(backup, { item: 1 }, call), b } }),
      { name: 'plan' },
    );
    ({ outcome } = await engine.start(plan, { items: 1 }));
    await called.promise;
    inspector = await startInspector({ store, page: bench.page });
    ({ page, errors } = await openTab(bench.browser, inspector.url));
  }, PATIENCE_MS);
  afterAll(async () => {
    await inspector.close();
  });

  const story = () => page.locator('.row .body > p').allTextContents();
  const title = () => page.getByRole('heading', { level: 1 }).textContent();

  test('is listed, followed live to its end, and told by its records', async () => {
    await page.locator('.badge').getByText('Running').waitFor();
    expect(await title()).toBe('Workflow plan');
    await page.getByRole('link', { name: /^Plan [0-9a-f]{8} Running/ }).waitFor();
    await page.locator('.row').nth(3).waitFor();
    goOn.resolve('b is done');
    await outcome;
    await page.locator('.badge').getByText('Ended').waitFor();
    expect((await story()).map((text) => text.replace(' record', '').trim())).toEqual([
      'The run of workflow plan begins',
      'Call a',
      'a responds: null',
      'Call b',
      'b responds: "b is done"',
      'The run has ended',
    ]);
    expect(errors).toEqual([]);
  });

  test('can be travelled, and has its calls, its input and its output', async () => {
    await slider(page).fill('1');
    expect(await page.locator('.row.is-here').textContent()).toContain('Call a');
    expect(await page.locator('.now').textContent()).toContain('Call a');
    await page.getByRole('tab', { name: 'Calls' }).click();
    expect(await page.locator('.call-head code').allTextContents()).toEqual(['a', 'b']);
    await page.getByRole('tab', { name: 'Input and output' }).click();
    expect(await page.locator('.shown-about').textContent()).toContain('"items": 1');
    expect(await page.getByRole('tab').allTextContents()).toEqual([
      'Calls',
      'Input and output',
      'Child runs',
    ]);
  });

  test('leads to the runs that it started, and from each of them back', async () => {
    await page.getByRole('tab', { name: 'Child runs' }).click();
    const children = page.getByRole('list', { name: 'Child runs, the newest first' }).getByRole('link');
    expect(await children.count()).toBe(1);
    await children.click();
    await page.getByRole('heading', { level: 1, name: 'Workflow backup' }).waitFor();
    await page.getByRole('tab', { name: 'Input and output' }).click();
    await page.locator('.about a.link').click();
    await page.getByRole('heading', { level: 1, name: 'Workflow plan' }).waitFor();
    expect(errors).toEqual([]);
  });

  test('is saved as a file that opens offline', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save as file' }).click();
    const file = join(dirname(bench.page), 'saved.html');
    await (await download).saveAs(file);
    const { page: offline, errors: problems } = await openTab(bench.browser, `file://${file}`);
    await offline.getByRole('heading', { level: 1, name: 'Workflow plan' }).waitFor();
    expect(await offline.locator('.row').count()).toBe(6);
    expect(problems).toEqual([]);
  });
});
