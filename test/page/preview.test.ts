// A plan in the page before it is applied: what it shows, how it is searched, and that it stays small.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createPlanChecks, type PlanChecks } from '../../src/inspector/planChecks.ts';
import type { PlanPreview, PreviewedMove } from '../../src/inspector/planPreview.ts';
import { startPlanInspector } from '../../src/inspector/planServer.ts';
import { inBrowser } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab } from './browser.ts';
import { balancing, checksOf, emptying, madeChecks, manyVolumes, poolName, previewOf } from './previews.ts';

inBrowser('a plan that has not been applied', () => {
  const bench = useBench();

  async function open(preview: PlanPreview, checks: PlanChecks = createPlanChecks(), width = 1400) {
    const inspector = await startPlanInspector({ preview, checks, page: bench.page });
    const tab = await openTab(bench.browser, inspector.url, { width });
    await tab.page.locator('.preview').waitFor();
    return { ...tab, inspector, [Symbol.asyncDispose]: async () => await inspector.close() };
  }

  const badge = (page: Page) => page.locator('.badge');
  const moves = (page: Page) => page.locator('.preview-move');
  const names = async (page: Page): Promise<string[]> =>
    (await page.locator('.preview-move .what').allTextContents()).map((text) => text.split(' ')[0] ?? '');
  const pool = (page: Page, name: string) => page.locator('.pool-row').filter({ hasText: name });

  test('shows what moves, from where, where to and why; what stays and why; and how to apply it', async () => {
    const view = manyVolumes(20, 4);
    const preview = await previewOf(view, emptying(view));
    await using opened = await open(preview);
    const { page, asked, errors } = opened;
    const { origin } = new URL(opened.inspector.url);
    expect(await badge(page).textContent()).toBe('Not checked');
    await page.getByRole('heading', { level: 1, name: 'Plan of 19 moves' }).waitFor();
    expect(await page.locator('.preview-head .doing').textContent()).toContain(
      'The plan has not been applied. To apply it: volume-migrate apply plan.yaml',
    );
    const [first] = preview.moves;
    const item = moves(page)
      .filter({ hasText: first?.name ?? '' })
      .first();
    expect(await item.textContent()).toContain(first?.reason);
    const routes = await page.locator('.route').allTextContents();
    expect(routes[0]).toMatch(new RegExp(`^${poolName(0)} →to ${poolName(1)}`.slice(0, 25)));
    const stays = page.getByRole('region', { name: 'Volumes that stay' });
    expect(await stays.textContent()).toMatch(/snapshot.*data-4/s);
    expect(asked.every((address) => address.startsWith(origin) || address.startsWith('data:'))).toBe(true);
    expect(errors).toEqual([]);
  });

  test('shows each pool before and after, against the threshold, and which one misses it', async () => {
    const view = manyVolumes(40, 4);
    const preview = await previewOf(view, balancing(view, 85));
    const [full, other] = [
      poolName(0),
      preview.pools.map(({ name }) => name).find((name) => name !== poolName(0)) ?? '',
    ];
    await using met = await open(preview);
    expect(await pool(met.page, full).textContent()).toMatch(/91 →to 8\d(\.\d)? % used.*threshold 85 %/);
    expect(await pool(met.page, other).locator('.is-short').count()).toBe(0);
    const missed = preview.pools.map((one) => ({ ...one, thresholdPercent: 50 }));
    await using failed = await open({ ...preview, pools: missed });
    expect(await pool(failed.page, full).textContent()).toContain('above the threshold of 50 %');
    expect(await failed.page.locator('.pool-row.is-short').count()).toBeGreaterThan(0);
  });

  test('says of a pool that is emptied whether anything is left on it', async () => {
    const view = manyVolumes(20, 4);
    const preview = await previewOf(view, emptying(view));
    await using opened = await open(preview);
    expect(await pool(opened.page, poolName(0)).textContent()).toContain('keeps 1 volume');
  });

  test('names the volumes that are moved before a move', async () => {
    const view = manyVolumes(20, 4);
    const preview = await previewOf(view, emptying(view));
    const [first, ...others] = preview.moves as [PreviewedMove, ...PreviewedMove[]];
    const after = others.slice(0, 5).map(({ volumeId }) => volumeId);
    await using opened = await open({ ...preview, moves: [{ ...first, after }, ...others] });
    const names = others.slice(0, 3).map(({ name }) => name);
    await opened.page.getByText(`starts after ${names.join(', ')} and 2 others have moved`).waitFor();
  });

  test('says how long it takes and what limits it, in the words of apply', async () => {
    const view = manyVolumes(20, 4);
    const preview = await previewOf(view, emptying(view), { time: 'about 3 min to 6 min, if nothing fails' });
    await using opened = await open(preview);
    const facts = opened.page.getByRole('region', { name: 'The plan in figures' });
    expect(await facts.textContent()).toContain('timeabout 3 min to 6 min, if nothing fails');
    expect(await facts.textContent()).toContain(`speed limited by${preview.speedLimit}`);
    expect(preview.speedLimit).toMatch(/raise it with --/);
  });

  test('shows each check as it is made, then the verdict', async () => {
    const view = manyVolumes(20, 4);
    const preview = await previewOf(view, emptying(view), { isChecked: true });
    const checks = createPlanChecks();
    await using opened = await open(preview, checks);
    const { page } = opened;
    await badge(page).getByText('checked 0 of 19').waitFor();
    const all = checksOf(19);
    for (const [n, check] of all.slice(0, 5)) checks.add(n, check);
    await badge(page).getByText('1 blocked, checked 5 of 19').waitFor();
    for (const [n, check] of all.slice(5)) checks.add(n, check);
    await badge(page)
      .getByText(/^2 blocked$/)
      .waitFor();
    await page.getByRole('button', { name: 'Blocked 2' }).click();
    expect(await moves(page).count()).toBe(2);
    expect(await moves(page).first().textContent()).toMatch(
      /Invalid state for migrating.*has a snapshot.*is down/,
    );
    await page.getByRole('button', { name: 'With warnings 2' }).click();
    expect(await moves(page).first().textContent()).toContain('attached to a server that is paused');
  });

  test('says why the other moves cannot be checked, and then calls nothing clear', async () => {
    const view = manyVolumes(20, 4);
    const preview = await previewOf(view, emptying(view), { isChecked: true });
    const checks = createPlanChecks();
    checks.add(0, { state: 'clear', message: null, reasons: [], warnings: [] });
    checks.fail(new Error('Keystone rejects the password'));
    await using opened = await open(preview, checks);
    await opened.page
      .getByRole('alert')
      .getByText('The other moves cannot be checked: Keystone rejects the password')
      .waitFor();
    expect(await badge(opened.page).textContent()).toBe('Not checked');
  });

  test('is searched by volume, pool and reason, and ordered by route, start or size', async () => {
    const view = manyVolumes(100, 8);
    const preview = await previewOf(view, emptying(view));
    await using opened = await open(preview);
    const { page } = opened;
    const search = page.getByRole('searchbox', { name: 'Search moves' });
    await search.fill('data-42');
    expect(await names(page)).toEqual(['data-42']);
    await page.getByRole('status').getByText('1 of 95 moves shown').waitFor();
    await search.press('Escape');
    const order = page.getByRole('combobox', { name: 'Order of the moves' });
    await order.selectOption('as they start');
    const places = await page.locator('.preview-move .turn').allTextContents();
    expect(places).toEqual(Array.from({ length: 50 }, (_, index) => `#${index + 1}`));
    await order.selectOption('largest first');
    const sizes = (await page.locator('.preview-move .size').allTextContents()).map((text) =>
      Number.parseInt(text, 10),
    );
    expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
    await pool(page, poolName(1)).getByRole('button').click();
    const own = preview.moves.filter(({ from, to }) => [from, to].includes(poolName(1))).length;
    await page.getByRole('status').getByText(`${own} of 95 moves shown`).waitFor();
  });

  test('of 10,000 moves shows some at a time, all of which the keyboard reaches', async () => {
    const view = manyVolumes(40, 8);
    const small = await previewOf(view, emptying(view), { isChecked: true });
    const repeated = (n: number) => ({
      ...small.moves[n % small.moves.length],
      name: `data-${n}`,
      place: n + 1,
    });
    const moves10k = Array.from({ length: 10_000 }, (_, n) => repeated(n) as PreviewedMove);
    await using opened = await open({ ...small, moves: moves10k }, madeChecks(10_000));
    const { page, errors } = opened;
    await badge(page).getByText('834 blocked').waitFor();
    expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(2000);
    expect(await moves(page).count()).toBe(50);
    const pager = page.getByRole('navigation', { name: 'Parts of the moves' });
    await pager.getByText('1–50 of 10000').waitFor();
    const before = await names(page);
    await pager.getByRole('button', { name: 'Next moves' }).focus();
    await page.keyboard.press('Enter');
    await pager.getByText('51–100 of 10000').waitFor();
    expect(await names(page)).not.toEqual(before);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await pager.getByText('9951–10000 of 10000').waitFor();
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Last moves');
    // Another list is shown from its start.
    await page.getByRole('button', { name: 'Blocked 834' }).click();
    await pager.getByText('1–50 of 834').waitFor();
    expect(errors).toEqual([]);
  });

  test('is without anything that changes the plan or the cloud: no form, and only these controls', async () => {
    const view = manyVolumes(100, 8);
    const preview = await previewOf(view, emptying(view), { isChecked: true });
    await using opened = await open(preview, madeChecks(95));
    const { page } = opened;
    await badge(page).getByText('8 blocked').waitFor();
    expect(await page.locator('form').count()).toBe(0);
    const buttons = await page.locator('button:not(.pool-name)').allTextContents();
    const known =
      /^(volume-migrate apply plan\.yamlCopy command|Blocked \d+|With warnings \d+|Clear \d+|\d+ volumes?|)$/;
    expect(buttons.filter((text) => !known.test(text))).toEqual([]);
    expect(await page.getByRole('link').allTextContents()).toEqual([
      ...['Save as file', 'Moves 95', expect.stringMatching(/^Pools \d/), 'Left out 5'],
    ]);
  });

  test('says that it may be out of date once the command has ended', async () => {
    const view = manyVolumes(20, 4);
    await using opened = await open(await previewOf(view, emptying(view)));
    await opened.inspector.close();
    await opened.page.getByText('The command that showed this page has ended.').waitFor();
  });
});
