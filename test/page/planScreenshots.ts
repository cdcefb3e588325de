// Takes pictures of plans in the page, from plans on the simulated cloud: node test/page/planScreenshots.ts FOLDER
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { startInspector } from '../../src/inspector/server.ts';
import { openBench, openTab, slider } from './browser.ts';
import { openManyPools } from './planRuns.ts';
import { poolName } from './previews.ts';
import { failed, startScripted, succeeded } from './scriptedPlan.ts';

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('usage: node test/page/planScreenshots.ts FOLDER');
await mkdir(folder, { recursive: true });
await using bench = await openBench();

for (const moves of [12, 300]) {
  const many = await openManyPools(moves);
  await using place = many.place;
  const run = await place.apply(many.moves);
  await run.outcome;
  await using inspector = await startInspector({ store: place.store, page: bench.page });
  for (const width of [1280, 700])
    for (const scheme of ['light', 'dark'] as const)
      for (const share of [0.5, 1]) {
        const { page } = await openTab(bench.browser, inspector.url, { width, scheme, height: 900 });
        await page.locator('.plan').waitFor();
        const last = Number(await slider(page).getAttribute('max'));
        if (share < 1) await slider(page).fill(String(Math.round(last * share)));
        await page.evaluate('document.activeElement.blur()');
        const file = `plan-${moves}-${width}-${scheme}${share < 1 ? '-middle' : ''}.png`;
        await page.screenshot({ path: join(folder, file) });
        await page.context().close();
      }
}

// 300 moves out of 5 pools into 15: one plan that is under way, and one that has ended.
const names = Array.from({ length: 20 }, (_, n) => poolName(n));
const pools = { sources: names.slice(0, 5), destinations: names.slice(5) };
const endOf = (n: number) =>
  n % 15 === 4 ? failed('the backend reports an error: no space left on the pool') : succeeded;
const pending = new Promise<never>(() => {});
for (const [name, end] of [
  ['live', (n: number) => (n < 140 ? endOf(n) : pending)] as const,
  ['ended', endOf] as const,
]) {
  const plan = await startScripted({ moves: 300, pools, end });
  if (name === 'ended') await plan.run.outcome;
  await using inspector = await startInspector({ store: plan.store, page: bench.page });
  for (const width of [1400, 800, 380]) {
    const scheme = width === 800 ? 'dark' : 'light';
    const { page } = await openTab(bench.browser, inspector.url, {
      width,
      scheme,
      height: width === 380 ? 1500 : 900,
    });
    await page.locator('.plan').waitFor();
    if (name === 'live') await page.getByText('Moving').first().waitFor();
    await page.screenshot({ path: join(folder, `pools-20-${name}-${width}.png`) });
    await page.context().close();
  }
}
process.exit();
