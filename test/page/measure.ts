// How large the page is, and how soon it is ready for a run of a thousand events: node test/page/measure.ts
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { startInspector } from '../../src/inspector/server.ts';
import { openBench } from './browser.ts';
import { longRun } from './longRun.ts';

const EVENTS = 1000;
const TIMES = 9;
const STEPS = 40;

// Runs in the page before its own script: when the first moment exists, and when it has been painted.
const WATCH = `new MutationObserver((_, observer) => {
  if (document.querySelector('.row') === null) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.readyAt = performance.now(); }));
}).observe(document, { childList: true, subtree: true })`;

const READY = `new Promise((resolve) => {
  const look = () => (window.readyAt === undefined ? setTimeout(look, 5) : resolve(window.readyAt));
  look();
})`;

const STEP = `new Promise((resolve) => {
  const begun = performance.now();
  dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
})`;

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

interface Timing {
  /** Milliseconds from the navigation to the paint. */
  readonly ready: number;
  /** Processor time of the page's main thread until then, in milliseconds. */
  readonly work: number;
  readonly step: number;
  readonly elements: number;
}

async function time(browser: Browser, url: string): Promise<Timing> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(url);
  const ready = Number(await page.evaluate(READY));
  const { metrics } = await session.send('Performance.getMetrics');
  const work = 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  const elements = Number(await page.evaluate('document.querySelectorAll("*").length'));
  const steps: number[] = [];
  for (let step = 0; step < STEPS; step += 1) steps.push(Number(await page.evaluate(STEP)));
  await context.close();
  return { ready, work, step: median(steps), elements };
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const kilobytes = (bytes: { readonly length: number }): string => `${(bytes.length / 1000).toFixed(1)} kB`;

await using bench = await openBench();
const page = await readFile(bench.page);
const drawing = await readFile(new URL('../../diagrams/volumeMigrate.svg', import.meta.url));
say(
  `page: ${kilobytes(page)}, gzip ${kilobytes(gzipSync(page))}, brotli ${kilobytes(brotliCompressSync(page))}`,
);
say(`of which the drawing: ${kilobytes(drawing)}, gzip ${kilobytes(gzipSync(drawing))}`);

const store = await longRun(EVENTS);
await using inspector = await startInspector({ store, page: bench.page });
const [run] = await store.list();
const timings: Timing[] = [];
for (let count = 0; count < TIMES; count += 1) {
  timings.push(await time(bench.browser, `${inspector.url}#run=${run?.runId}`));
}
const ready = timings.map((timing) => timing.ready);
say(
  `a run of ${EVENTS} events, ${TIMES} times: ready after ${Math.round(median(ready))} ms (${Math.round(Math.min(...ready))} to ${Math.round(Math.max(...ready))})`,
);
say(
  `processor time of the main thread until then: ${Math.round(median(timings.map(({ work }) => work)))} ms`,
);
say(
  `a step back: ${median(timings.map(({ step }) => step)).toFixed(1)} ms; elements: ${timings[0]?.elements}`,
);
