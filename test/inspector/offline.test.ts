// A run in a file of its own: it opens without a server, and nothing in it can be more than data.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { timelineOf } from '../../src/index.ts';
import { offlinePage, policyOf } from '../../src/inspector/page.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { addVolume, migrate } from './running.ts';

const SCRIPT = 'document.title = "own script"';
const PAGE = `<!doctype html><html><head><meta charset="utf-8"><!--run--></head><body><script type="module">${SCRIPT}</script></body></html>`;

// What a user may write into a volume, against a page that does not expect it.
const EVIL = '</script><script>alert(1)</script><!-- <script> $& $` \u2028 &lt;';

let running: SimulatedCloudServer;
let page: string;
let embedded: unknown;
let expected: unknown;

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  const resource_id = addVolume(running, {}, EVIL);
  const parameters = { resource_id, migration_type: 'cold', destination_type: 'beta' };
  const timeline = timelineOf((await migrate(running, parameters)).entries);
  page = offlinePage(PAGE, timeline);
  const [, data = ''] = /<script type="application\/json" id="run">(.*?)<\/script>/s.exec(page) ?? [];
  embedded = JSON.parse(data);
  expected = JSON.parse(JSON.stringify({ ...timeline, phases: undefined, calls: undefined }));
});
afterAll(async () => await running.stop());

test('the whole run is in it', () => {
  expect(embedded).toEqual(expected);
  expect(JSON.stringify(embedded)).toContain('alert(1)');
});

test('what users wrote is data there: it neither ends nor starts an element', () => {
  const outside = page.replace(/(<script type="application\/json" id="run">)[^<]*(<\/script>)/, '$1$2');
  expect(outside).not.toContain('alert');
  expect(outside.match(/<script\b/g)).toHaveLength(2);
  expect(outside).toContain(SCRIPT);
  expect(page).not.toContain('<!--');
});

test('it may run only its own script, and send no requests', () => {
  const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page) ?? [];
  expect(policy).toContain("default-src 'none'; script-src 'sha256-");
  expect(policy).toContain("connect-src 'none'");
  // In force before anything that it applies to.
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<script'));
});

test('a page without scripts may run none', () => {
  expect(policyOf('<html></html>', "'self'")).toContain("script-src 'none'");
});

test('a page without a place for a run is rejected', () => {
  expect(() => offlinePage('<html></html>', expected as never)).toThrow(
    'has no place for a run (<!--run-->)',
  );
});
