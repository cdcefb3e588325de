// Lists that come in pages.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { UnexpectedAnswerError } from '../faults.ts';
import { type CallToSend, describeCall } from './apiCall.ts';

const MOST_PAGES = 10_000;
const MOST_ROWS = 500_000;

export interface List<Row> {
  readonly service: 'volume' | 'compute';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly page: Page<Row>;
}

/** How to read the body of a page. */
export interface Page<Row> {
  /** The body's key for the links. */
  readonly linksKey: string;
  readonly schema: z.ZodType<{ readonly rows: Row[]; readonly links: Links }>;
}

const links = z.array(z.object({ rel: z.string(), href: z.string() })).nullish();

type Links = z.infer<typeof links>;

/**
 * A page whose body has its rows and its links under these keys. Create it once: zod compiles it at its first
 * use.
 */
export function pageOf<Row>(rowsKey: string, linksKey: string, row: z.ZodType<Row>): Page<Row> {
  const schema = z
    .object({ [rowsKey]: z.array(row), [linksKey]: links })
    .transform((body) => ({ rows: body[rowsKey] as Row[], links: body[linksKey] as Links }));
  return { linksKey, schema };
}

/**
 * All rows of a paged list. Only the query of a `next` link is used, and sent to the configured endpoint:
 * behind a proxy the link's host may be wrong, and the token must not be sent anywhere else.
 * Rejects with UnexpectedAnswerError if the links form a loop or do not end: a list that is cut off would
 * look complete.
 */
export async function listAll<Row>(cloud: Cloud, list: List<Row>, signal?: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of listPages(cloud, list, signal)) for (const row of page) rows.push(row);
  return rows;
}

/** The same list, page by page. */
export async function* listPages<Row>(
  cloud: Cloud,
  list: List<Row>,
  signal?: AbortSignal,
): AsyncGenerator<readonly Row[], void> {
  const { service, path, page } = list;
  const seen = new Set<string>();
  let count = 0;
  let query: Readonly<Record<string, string>> | null = list.query ?? {};
  while (query !== null) {
    seen.add(JSON.stringify(query));
    const common = { service, method: 'GET', path, query, expected: [200] } as const;
    const call = { ...common, schema: page.schema, isList: true };
    const { body } = await cloud.request(call, signal);
    count += body.rows.length;
    yield body.rows;
    query = nextQuery(body.links, call, page.linksKey);
    const endless = query === null ? null : whyEndless(seen, JSON.stringify(query), count);
    if (endless !== null) throw badLink(call, page.linksKey, endless);
  }
}

function whyEndless(seen: ReadonlySet<string>, next: string, rows: number): string | null {
  if (seen.has(next)) return 'the links to the next page form a loop';
  if (seen.size >= MOST_PAGES) return `the list does not end after ${seen.size} pages`;
  return rows >= MOST_ROWS ? `the list does not end after ${rows} rows` : null;
}

function badLink(call: CallToSend, linksKey: string, what: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError({
    code: 'UnexpectedAnswer',
    message: `${describeCall(call)}: the response body does not match the API: ${linksKey}: ${what}`,
  });
}

function nextQuery(found: Links, call: CallToSend, linksKey: string): Record<string, string> | null {
  const next = found?.find((link) => link.rel === 'next');
  if (next === undefined) return null;
  if (!URL.canParse(next.href, 'http://unused.invalid')) {
    throw badLink(call, linksKey, "expected the next page's address, got other text");
  }
  const query = new URL(next.href, 'http://unused.invalid').searchParams;
  return query.size === 0 ? null : Object.fromEntries(query);
}
