// The inspector's page: one self-contained file, included in the package; `npm run page` builds it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printableJson } from '../printable.ts';
import type { InspectedTimeline } from './inspectedTimeline.ts';
import type { PlanPreview } from './planPreview.ts';

// From src/inspector in a checkout, from dist/src/inspector in the package.
const PLACES = ['../../page/index.html', '../../dist/page/index.html'].map((place) =>
  join(import.meta.dirname, place),
);

/** The page as it is served. Rejects if it was not built. `places`: the first existing file is used. */
export async function readPage(places: readonly string[] = PLACES): Promise<string> {
  for (const place of places) {
    const page = await readFile(place, 'utf8').catch(() => null);
    if (page !== null) return page;
  }
  throw new Error('the inspector page is missing. To build it, run: npm run page');
}

/**
 * What the page may do: run its own scripts, and send requests to this server. Nothing is loaded from
 * elsewhere.
 */
export function policyOf(page: string, connect: "'self'" | "'none'"): string {
  return [
    "default-src 'none'",
    `script-src ${scriptHashes(page).join(' ') || "'none'"}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const scriptHashes = (page: string): string[] =>
  [...page.matchAll(/<script\b[^>]*>(.*?)<\/script>/gs)]
    .map(([, script = '']) => createHash('sha256').update(script).digest('base64'))
    .map((hash) => `'sha256-${hash}'`);

// Where the page expects a run.
const PLACE = '<!--run-->';

const POLICY = '<meta http-equiv="Content-Security-Policy" content="';
const DATA = '<script type="application/json" id=';

/** The type of the page, as HTTP names it. */
export const HTML = 'text/html; charset=utf-8';

/** Whether the text is a page that `offlinePage` or `offlinePreview` created, in any version. */
export const isOfflinePage = (text: string): boolean =>
  /^<!doctype html>/i.test(text) && text.includes(POLICY) && text.includes(DATA);

/** The page with a run in it, as a file of its own: it opens without a server, and sends no requests. */
export function offlinePage(page: string, run: InspectedTimeline): string {
  // The page derives the rest from the moments.
  const { phases, calls, ...timeline } = { phases: [], ...run };
  return offline(page, 'run', timeline);
}

/** The page with a plan in it that has not been applied, as a file of its own. */
export const offlinePreview = (page: string, preview: PlanPreview): string => offline(page, 'plan', preview);

/** The same as it is served, and what it may do: see `policyOf`. */
export const previewPage = (
  page: string,
  preview: PlanPreview,
): { readonly html: string; readonly policy: string } => ({
  html: withData(page, 'plan', preview),
  policy: servedPolicyOf(page),
});

/** What a page that is served may do: it may not be put in a frame either. */
export const servedPolicyOf = (page: string): string => `${policyOf(page, "'self'")}; frame-ancestors 'none'`;

function offline(page: string, id: 'run' | 'plan', value: object): string {
  const policy = `${POLICY}${policyOf(page, "'none'")}">`;
  return withData(page, id, value).replace(/<head\b[^>]*>/, (head) => head + policy);
}

function withData(page: string, id: 'run' | 'plan', value: object): string {
  if (!page.includes(PLACE)) throw new Error(`the inspector's page has no place for a run (${PLACE})`);
  // With a function: in a string `$&` would be replaced once more.
  return page.replace(PLACE, () => `${DATA}"${id}">${inScript(value)}</script>`);
}

// Without `<`, neither `</script>` nor `<!--` can end or change the surrounding element.
const inScript = (value: unknown): string => printableJson(value).replaceAll('<', '\\u003c');
