// The local page that shows a run in a viewer of another site: in a browser, with the receiver of such viewers.
import { join } from 'node:path';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import type { Frame, Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StatelyInspector, startStatelyInspector } from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { inBrowser } from '../browser/inBrowser.ts';
import { sharedChromium } from '../browser/sharedChromium.ts';
import { ask } from './asking.ts';
import { migrate, swap } from './running.ts';

const VIEWER = 'https://viewer.example/inspect';

let running: SimulatedCloudServer;
let inspector: StatelyInspector;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  inspector = await startStatelyInspector({ viewer: VIEWER });
});
afterAll(async () => {
  await inspector.close();
  await running.stop();
});

test('the page may show that viewer and receive from its own server, and nothing else', async () => {
  const { headers, body } = await ask(inspector.url);
  const { port } = new URL(inspector.url);
  expect(String(headers['content-security-policy']).split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      'frame-src https://viewer.example',
      `connect-src ws://127.0.0.1:${port} ws://localhost:${port}`,
      "frame-ancestors 'none'",
    ]),
  );
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(body.match(/(src|href)="[^"]*"/g)).toEqual([`src="${VIEWER}"`]);
});

inBrowser('in Chromium', () => {
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    const viewer = await viewerPage();
    page = await (await sharedChromium()).newPage();
    complaints = [];
    page.on('console', (message) => void complaints.push(message.text()));
    await page.route(VIEWER, (route) => route.fulfill({ contentType: 'text/html', body: viewer }));
  });
  afterAll(async () => await page.close());

  test('the viewer receives a run that was over before it connected, and one live', async () => {
    await migrate(running, swap(running), { inspect: inspector.inspect });
    await page.goto(inspector.url);
    const frame = page.frame({ url: VIEWER }) as Frame;
    await frame.waitForFunction(ends, 1);
    await migrate(running, swap(running), { inspect: inspector.inspect });
    await frame.waitForFunction(ends, 2);
    const referrer = await frame.evaluate('document.referrer');
    expect({ referrer, complaints }).toEqual({ referrer: '', complaints: [] });
  });
});

// Whether that many machines have been seen to end. Runs in the viewer's page.
const ends = (wanted: number): boolean => {
  const { heard } = globalThis as unknown as { heard: readonly StatelyInspectionEvent[] };
  const done = heard.filter(
    (packet) => packet.type === '@xstate.snapshot' && packet.snapshot.status === 'done',
  );
  return done.filter(({ sessionId, rootId }) => sessionId === rootId).length === wanted;
};

async function viewerPage(): Promise<string> {
  const entry = join(import.meta.dirname, 'viewer.ts');
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['es'], fileName: 'viewer' } },
    define: { 'process.env.NODE_ENV': '"production"' },
  })) as Rolldown.RolldownOutput[];
  const [{ code } = { code: '' }] = built
    .flatMap(({ output }) => output)
    .filter((part) => part.type === 'chunk');
  return `<!doctype html><script type="module">${code.replaceAll('</script', '<\\/script')}</script>`;
}
