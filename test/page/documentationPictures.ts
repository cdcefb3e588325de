// Takes the documentation's pictures of the page from real runs on the simulated cloud: node test/page/documentationPictures.ts FOLDER
import { join } from 'node:path';
import process from 'node:process';
import { startInspector } from '../../src/inspector/server.ts';
import { openBench, openTab, type Scheme, slider } from './browser.ts';
import { openManyPools } from './planRuns.ts';
import { COURSES, finished } from './runs.ts';

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('usage: node test/page/documentationPictures.ts FOLDER');

const SHOWN_PHASE = 'Asking Nova to swap the volumes';
const SIZE = { width: 1180, height: 700 };
// The same on every machine that has a font for code.
const FONTS = `
  :root { --letters: "Drawn Sans"; --code: "DejaVu Sans Mono", "Liberation Mono" }
  .vm-chart, .vm-chart text { font-family: "Drawn Sans" !important }
`;

await using bench = await openBench('pictures');
await takeRuns();
await takePlan();

// Of one run, so that the page opens on it.
async function takeRuns(): Promise<void> {
  await using inspector = await startInspector({ store: await finished([COURSES.swap]), page: bench.page });
  for (const scheme of ['light', 'dark'] as const) await takeRun(inspector.url, scheme);
}

async function takeRun(url: string, scheme: Scheme): Promise<void> {
  const tab = await openTab(bench.browser, url, { scheme, ...SIZE });
  const { page } = tab;
  await page.locator('.badge').getByText('Succeeded').waitFor();
  await page.getByRole('tab', { name: 'Phases' }).click();
  await page.getByRole('button', { name: SHOWN_PHASE }).click();
  await page.getByRole('tab', { name: 'Chart' }).click();
  await take(tab, `inspect-${scheme}.png`);
}

// A plan of thirty moves, in its middle.
async function takePlan(): Promise<void> {
  const many = await openManyPools(30);
  await using place = many.place;
  await (await place.apply(many.moves)).outcome;
  await using inspector = await startInspector({ store: place.store, page: bench.page });
  for (const scheme of ['light', 'dark'] as const) {
    const tab = await openTab(bench.browser, inspector.url, { scheme, ...SIZE });
    await tab.page.locator('.plan').waitFor();
    const last = Number(await slider(tab.page).getAttribute('max'));
    await slider(tab.page).fill(String(Math.round(last / 2)));
    await take(tab, `inspect-plan-${scheme}.png`);
  }
}

async function take({ page, errors }: Awaited<ReturnType<typeof openTab>>, file: string): Promise<void> {
  await page.addStyleTag({ content: FONTS });
  // The pointer and the focus mark what they are on.
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement.blur()');
  await page.screenshot({ path: join(folder ?? '', file) });
  await page.context().close();
  if (errors.length > 0) throw new Error(errors.join('\n'));
}
