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

/** How the body of a list's page is read. */
export interface Page<Row> {
  /** The body's key of the links. */
  readonly linksKey: string;
  readonly schema: z.ZodType<{ readonly rows: Row[]; readonly links: Links }>;
}

const links = z.array(z.object({ rel: z.string(), href: z.string() })).nullish();

type Links = z.infer<typeof links>;

/** The page whose body has its rows and its links under these keys. To be made once: zod compiles it at its first use. */
export function pageOf<Row>(rowsKey: string, linksKey: string, row: z.ZodType<Row>): Page<Row> {
  const schema = z
    .object({ [rowsKey]: z.array(row), [linksKey]: links })
    .transform((body) => ({ rows: body[rowsKey] as Row[], links: body[linksKey] as Links }));
  return { linksKey, schema };
}

/**
 * All rows of a paged list. Of a `next` link only the query is taken, and sent to our own endpoint:
 * behind a proxy the link's host may be wrong, and the token must go nowhere else.
 * Rejects with UnexpectedAnswerError where the links lead in a circle, or do not end: a list that is cut off would look complete.
 */
export async function listAll<Row>(cloud: Cloud, list: List<Row>, signal?: AbortSignal): Promise<Row[]> {
  const { service, path, page } = list;
  const rows: Row[] = [];
  const seen = new Set<string>();
  let query: Readonly<Record<string, string>> | null = list.query ?? {};
  while (query !== null) {
    seen.add(JSON.stringify(query));
    const common = { service, method: 'GET', path, query, expected: [200] } as const;
    const call = { ...common, schema: page.schema, isList: true };
    const { body } = await cloud.request(call, signal);
    for (const row of body.rows) rows.push(row);
    query = nextQuery(body.links, call, page.linksKey);
    const endless = query === null ? null : whyEndless(seen, JSON.stringify(query), rows.length);
    if (endless !== null) throw badLink(call, page.linksKey, endless);
  }
  return rows;
}

function whyEndless(seen: ReadonlySet<string>, next: string, rows: number): string | null {
  if (seen.has(next)) return 'the link to the next page leads in a circle';
  if (seen.size >= MOST_PAGES) return `the pages do not end: ${seen.size} were read`;
  return rows >= MOST_ROWS ? `the pages do not end: they had ${rows} rows so far` : null;
}

function badLink(call: CallToSend, linksKey: string, what: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError({
    code: 'UnexpectedAnswer',
    message: `${describeCall(call)}: the answer's body is not as the API promises: ${linksKey}: ${what}`,
  });
}

function nextQuery(found: Links, call: CallToSend, linksKey: string): Record<string, string> | null {
  const next = found?.find((link) => link.rel === 'next');
  if (next === undefined) return null;
  if (!URL.canParse(next.href, 'http://unused.invalid')) {
    throw badLink(call, linksKey, "expected the next page's address, got another text");
  }
  const query = new URL(next.href, 'http://unused.invalid').searchParams;
  return query.size === 0 ? null : Object.fromEntries(query);
}
