import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { UnexpectedAnswerError } from '../faults.ts';
import { type ApiCall, type CallToSend, describeCall } from './apiCall.ts';

const MOST_PAGES = 10_000;

export interface List<Row> {
  readonly service: 'volume' | 'compute';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The body's key of the rows; that of the links is `linksKey`. */
  readonly rowsKey: string;
  readonly linksKey: string;
  readonly row: z.ZodType<Row>;
}

const links = z.array(z.object({ rel: z.string(), href: z.string() })).nullish();

/**
 * All rows of a paged list. Of a `next` link only the query is taken, and sent to our own endpoint:
 * behind a proxy the link's host may be wrong, and the token must go nowhere else.
 */
export async function listAll<Row>(cloud: Cloud, list: List<Row>, signal?: AbortSignal): Promise<Row[]> {
  const schema = z.object({ [list.rowsKey]: z.array(list.row), [list.linksKey]: links });
  const rows: Row[] = [];
  const seen = new Set<string>();
  let query: Readonly<Record<string, string>> | null = list.query ?? {};
  while (query !== null && seen.size < MOST_PAGES && !seen.has(JSON.stringify(query))) {
    seen.add(JSON.stringify(query));
    const { service, path } = list;
    const call: ApiCall<z.infer<typeof schema>> = {
      service,
      method: 'GET',
      path,
      query,
      expected: [200],
      schema,
    };
    const { body } = await cloud.request(call, signal);
    rows.push(...(body[list.rowsKey] as Row[]));
    query = nextQuery(body[list.linksKey] as z.infer<typeof links>, call, list.linksKey);
  }
  return rows;
}

function nextQuery(
  found: z.infer<typeof links>,
  call: CallToSend,
  linksKey: string,
): Record<string, string> | null {
  const next = found?.find((link) => link.rel === 'next');
  if (next === undefined) return null;
  if (!URL.canParse(next.href, 'http://unused.invalid')) {
    throw new UnexpectedAnswerError({
      code: 'UnexpectedAnswer',
      message: `${describeCall(call)}: the answer's body is not as the API promises: ${linksKey}: expected the next page's address, got another text`,
    });
  }
  const query = new URL(next.href, 'http://unused.invalid').searchParams;
  return query.size === 0 ? null : Object.fromEntries(query);
}
