// The inspector's page: one file that needs nothing else. It comes with the package; in a checkout `npm run page` makes it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Timeline } from '../journal/timeline.ts';
import { printableJson } from '../printable.ts';

// From src/inspector in a checkout, from dist/src/inspector in the package.
const PLACES = ['../../page/index.html', '../../dist/page/index.html'].map((place) =>
  join(import.meta.dirname, place),
);

/** The page as it is served. Rejects where it was not made. `places`: the first that is there. */
export async function readPage(places: readonly string[] = PLACES): Promise<string> {
  for (const place of places) {
    const page = await readFile(place, 'utf8').catch(() => null);
    if (page !== null) return page;
  }
  throw new Error("the inspector's page is not there: `npm run page` makes it");
}

/** What the page may do: run its own scripts, and ask this server. Nothing comes from elsewhere. */
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

// Where the page wants a run to stand.
const PLACE = '<!--run-->';

const POLICY = '<meta http-equiv="Content-Security-Policy" content="';
const DATA = '<script type="application/json" id="run">';

/** Is the text a page that `offlinePage` has made, by whatever version? */
export const isOfflinePage = (text: string): boolean =>
  /^<!doctype html>/i.test(text) && text.includes(POLICY) && text.includes(DATA);

/** The page with a run in it, for a file of its own: it opens without a server, and asks nobody for anything. */
export function offlinePage(page: string, { phases, calls, ...timeline }: Timeline): string {
  if (!page.includes(PLACE)) throw new Error(`the inspector's page has no place for a run (${PLACE})`);
  const policy = `${POLICY}${policyOf(page, "'none'")}">`;
  const data = `${DATA}${inScript(timeline)}</script>`;
  // By functions: in a text `$&` would be replaced once more.
  return page.replace(/<head\b[^>]*>/, (head) => head + policy).replace(PLACE, () => data);
}

// Without `<` neither `</script>` nor `<!--` can end or change the element that it stands in.
const inScript = (value: unknown): string => printableJson(value).replaceAll('<', '\\u003c');
