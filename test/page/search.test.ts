// The filter of the list of runs.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type InspectedRun, inspectedRun } from '../../src/inspector/inspectedRun.ts';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import { matching } from '../../src/page/words/search.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { parameters } from '../machines/walk.ts';
import { useBench } from './bench.ts';
import { openTab } from './browser.ts';
import { COURSES, finished } from './runs.ts';

const SUMMARY = {
  ...{ workflow: 'volumeMigrate', parent: null, resource: '2c91c4af-44ad-4e16-8d56-c27db583a459' },
  ...{ runId: '11111111-0000-4000-8000-000000000000', scope: 'https://north.example:5000/v3' },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:01:00.000Z', status: 'FAILED' },
  ...{ state: 'failed', holder: null, slots: [] },
};
const SWAP: InspectedRun = inspectedRun(
  {
    ...SUMMARY,
    input: {
      parameters: parameters({
        migrationType: 'swap',
        destinationType: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      }),
    },
  },
  { volumeName: 'Payroll DB', fromHost: 'node1@ssd#fast', fromType: 'gold', destinationType: 'silver' },
);
const BACKUP: InspectedRun = inspectedRun(
  {
    ...SUMMARY,
    runId: '22222222-0000-4000-8000-000000000000',
    workflow: 'backup',
    resource: null,
    scope: null,
    state: 'D',
    status: 'DONE',
    input: null,
  },
  {},
);

test.each([
  ['volume id', '2c91c4af'],
  ['volume name', 'payroll'],
  ['pool', 'ssd#fast'],
  ['type before', 'gold'],
  ['destination type, by name', 'silver'],
  ['destination type, by id', 'aaaaaaaa-bbbb'],
  ['status', 'failed'],
  ['run id', '11111111'],
  ['cloud', 'north.example'],
  ['action', 'SWAP'],
  ['several fields in any order', ' failed  payroll gold\tswap '],
])('a run is found by its %s', (_, wanted) => {
  expect(matching([SWAP, BACKUP], wanted)).toEqual([SWAP]);
});

test('every word must match, and none is found across two fields', () => {
  expect(matching([SWAP, BACKUP], 'payroll backup')).toEqual([]);
  expect(matching([SWAP, BACKUP], 'fastgold')).toEqual([]);
  expect(matching([SWAP, BACKUP], '  ')).toEqual([SWAP, BACKUP]);
  expect(matching([SWAP, BACKUP], 'workflow backup done')).toEqual([BACKUP]);
});

inBrowser('the filter', () => {
  const bench = useBench();
  let inspector: Inspector;
  let page: Page;
  beforeAll(async () => {
    const store = await finished([...Object.values(COURSES), COURSES.refusal]);
    inspector = await startInspector({ store, page: bench.page });
    ({ page } = await openTab(bench.browser, inspector.url));
    await page.locator('.badge').waitFor();
  }, PATIENCE_MS);
  afterAll(async () => {
    await inspector.close();
  });

  test('finds runs by words of any field, says how many match, and Escape clears it', async () => {
    const field = page.getByRole('searchbox', { name: 'Search runs' });
    const links = page.getByRole('navigation', { name: 'Runs' }).getByRole('link');
    await links.nth(7).waitFor();
    await field.fill('failed  swap BETA');
    await page.getByRole('status').getByText('2 of 8 runs match').waitFor();
    expect(await links.count()).toBe(2);
    // The name and the pool are in the records alone.
    await field.fill('data2 node1@beta');
    await page.getByRole('status').getByText('2 of 8 runs match').waitFor();
    await field.fill('nothing-like-this');
    await page.getByRole('status').getByText('0 of 8 runs match').waitFor();
    expect(await links.count()).toBe(0);
    await field.press('Escape');
    expect(await field.inputValue()).toBe('');
    expect(await links.count()).toBe(8);
    expect(await page.getByText('runs match').count()).toBe(0);
  });
});
