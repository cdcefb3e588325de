// A plan that has not been applied: legible in every look, and in a file of its own.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { offlinePreview } from '../../src/inspector/page.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab } from './browser.ts';
import { expectLegible } from './legible.ts';
import { balancing, checksOf, emptying, manyVolumes, previewOf } from './previews.ts';

inBrowser('a plan that has not been applied', () => {
  const bench = useBench();
  const files: string[] = [];
  beforeAll(async () => {
    const page = await readFile(bench.page, 'utf8');
    const view = manyVolumes(300);
    for (const plan of [emptying(view), balancing(view, 85)]) {
      const preview = await previewOf(view, plan, {
        ...{ isChecked: true, checks: checksOf(plan.actions.length) },
        warnings: ['the plan was made more than a day ago: volumes may have moved or changed since'],
      });
      const file = join(dirname(bench.page), `preview-${files.length}.html`);
      await writeFile(file, offlinePreview(page, preview));
      files.push(String(pathToFileURL(file)));
    }
  }, PATIENCE_MS);

  const looks = (['light', 'dark'] as const).flatMap((scheme) =>
    [1400, 800, 380].map((width) => ({ scheme, width })),
  );

  test.each(looks)('is legible, named and within its width: $scheme, $width pixels', async (look) => {
    for (const file of files) {
      const { page, errors } = await openTab(bench.browser, file, look);
      await page.locator('.preview-move').first().waitFor();
      for (const more of await page.getByRole('button', { expanded: false }).all()) await more.click();
      await expectLegible(page);
      expect(errors).toEqual([]);
    }
  });

  test('in a file opens offline with its checks, and sends no requests', async () => {
    const [file = ''] = files;
    const { page, asked } = await openTab(bench.browser, file);
    expect(await page.locator('.badge').textContent()).toBe('24 blocked');
    expect(await page.getByRole('link', { name: 'Save as file' }).count()).toBe(0);
    expect(asked.filter((address) => !address.startsWith('data:'))).toEqual([file]);
  });
});
