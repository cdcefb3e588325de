// Takes pictures of plans that have not been applied: node test/page/previewScreenshots.ts FOLDER
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { offlinePreview } from '../../src/inspector/page.ts';
import { openBench, openTab } from './browser.ts';
import { balancing, checksOf, emptying, manyVolumes, previewOf } from './previews.ts';

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('usage: node test/page/previewScreenshots.ts FOLDER');
await mkdir(folder, { recursive: true });
await using bench = await openBench();
const page = await readFile(bench.page, 'utf8');

for (const volumes of [3, 30, 300, 3000]) {
  const view = manyVolumes(volumes);
  for (const [name, plan] of [
    ['emptying', emptying(view)] as const,
    ['balancing', balancing(view, 85)] as const,
  ]) {
    const isChecked = name === 'emptying';
    const checks = isChecked ? checksOf(plan.actions.length) : [];
    const file = join(folder, `${name}-${volumes}.html`);
    await writeFile(file, offlinePreview(page, await previewOf(view, plan, { isChecked, checks })));
    for (const width of [380, 800, 1400])
      for (const scheme of width === 800 ? (['dark'] as const) : (['light'] as const)) {
        const look = { width, scheme, height: 900 };
        const { page: tab } = await openTab(bench.browser, String(pathToFileURL(file)), look);
        await tab.locator('.preview').waitFor();
        const path = join(folder, `${name}-${volumes}-${width}.png`);
        await tab.screenshot({ path, fullPage: width === 380 && volumes === 3 });
        if (width < 960) {
          await tab.getByRole('link', { name: /^Moves/ }).click();
          await tab.screenshot({ path: path.replace('.png', '-moves.png') });
        }
        await tab.context().close();
      }
  }
}
