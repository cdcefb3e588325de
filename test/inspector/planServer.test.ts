// The inspector of a plan that has not been applied, as its clients get it: the page, the checks, and a file to keep.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOfflinePage } from '../../src/inspector/page.ts';
import { createPlanChecks } from '../../src/inspector/planChecks.ts';
import type { PlanPreview, PreviewedCheck } from '../../src/inspector/planPreview.ts';
import { startPlanInspector } from '../../src/inspector/planServer.ts';
import { emptying, manyVolumes, previewOf } from '../page/previews.ts';
import { ask, at } from './asking.ts';
import { listen } from './listening.ts';

const EVIL = '</script><script>alert(1)</script><!-- $&';
const PAGE = '<!doctype html><html><head><!--run--></head><body><script>1</script></body></html>';
const CLEAR: PreviewedCheck = { state: 'clear', message: null, reasons: [], warnings: [] };

let folder: string;
let page: string;
let preview: PlanPreview;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-plan-'));
  page = join(folder, 'page.html');
  await writeFile(page, PAGE);
  const view = manyVolumes(30);
  preview = await previewOf(view, emptying(view), { title: EVIL });
});
afterAll(async () => await rm(folder, { recursive: true }));

const dataIn = (html: string): PlanPreview =>
  JSON.parse(/<script type="application\/json" id="plan">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null');

test('the page has the whole plan, in which the texts of users are data and not markup', async () => {
  await using inspector = await startPlanInspector({ preview, checks: createPlanChecks(), page });
  const { status, headers, body } = await ask(inspector.url);
  expect(status).toBe(200);
  expect(dataIn(body)).toEqual(JSON.parse(JSON.stringify(preview)));
  expect(body.match(/<script\b/g)).toHaveLength(2);
  expect(headers['content-security-policy']).toMatch(
    /default-src 'none'; script-src 'sha256-.*frame-ancestors 'none'/,
  );
  await inspector.opened;
});

test('a client gets the checks made before it came, then each new one, and why they end', async () => {
  const checks = createPlanChecks();
  checks.add(3, CLEAR);
  await using inspector = await startPlanInspector({ preview, checks, page });
  const first = await listen(inspector.url);
  await first.until(({ checks: heard }) => heard.has(3));
  checks.add(0, { ...CLEAR, state: 'blocked', reasons: ['it has a snapshot'] });
  await first.until(({ checks: heard }) => heard.has(0));
  checks.fail(new Error('the cloud has gone'));
  await first.until(({ faults }) => faults.length > 0);
  const second = await listen(inspector.url);
  const heard = await second.until(({ faults }) => faults.length > 0);
  expect([...heard.checks.keys()].toSorted()).toEqual([0, 3]);
  expect(heard.checks.get(0)).toMatchObject({ state: 'blocked', reasons: ['it has a snapshot'] });
  expect(heard.faults).toEqual(['the cloud has gone']);
  await inspector.close();
  await second.ended;
});

test('the saved file has the checks so far, and counts as a page that may be overwritten', async () => {
  const checks = createPlanChecks();
  checks.add(1, CLEAR);
  await using inspector = await startPlanInspector({ preview, checks, page });
  const { headers, body } = await ask(at(inspector.url, '/api/export'));
  expect(headers['content-disposition']).toBe('attachment; filename="volume-migrate-plan.html"');
  expect(dataIn(body).checks).toEqual([[1, CLEAR]]);
  expect(body).toContain("connect-src 'none'");
  expect(isOfflinePage(body)).toBe(true);
});

test.each([
  '/',
  '/api/events',
  '/api/export',
])('%s is refused without the token, and to anything but GET', async (path) => {
  await using inspector = await startPlanInspector({ preview, checks: createPlanChecks(), page });
  expect((await ask(new URL(path, inspector.url).href)).status).toBe(403);
  expect((await ask(at(inspector.url, path), {}, 'POST')).status).toBe(405);
});
