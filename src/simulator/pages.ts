// Paged lists of Cinder and Nova.
import { badRequest } from './refusal.ts';
import type { Call } from './router.ts';

export interface Page<T> {
  items: T[];
  /** Address of the next page; null on the last. */
  next: string | null;
}

/** The `limit` in a query, at most the service's own maximum. */
export function readLimit(call: Call): number {
  const text = call.query.get('limit');
  const most = call.sim.settings.maxLimit;
  if (text === null) return most;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest('limit param must be an integer');
  const limit = Number(text);
  if (limit < 0) throw badRequest('limit param must be positive');
  return Math.min(limit, most);
}

/** One page of rows after `marker`. A full page has a link to the next, even if that is empty. */
export function paginate<T extends { id: string }>(
  call: Call,
  rows: T[],
  base: string,
  missing: (marker: string) => Error,
): Page<T> {
  const limit = readLimit(call);
  const marker = call.query.get('marker');
  const start = marker === null ? 0 : rows.findIndex(({ id }) => id === marker) + 1;
  if (marker !== null && start === 0) throw missing(marker);
  const items = rows.slice(start, start + limit);
  const last = items.at(-1);
  return { items, next: last && items.length === limit ? nextAddress(call, base, last.id) : null };
}

function nextAddress(call: Call, base: string, marker: string): string {
  const query = new URLSearchParams(call.query);
  query.delete('marker');
  query.append('marker', marker);
  return `${base}?${query}`;
}

/** `volumes_links: [{rel: next}]`, absent on the last page. */
export const pageLinks = (name: string, page: Page<unknown>): Record<string, unknown> =>
  page.next === null ? {} : { [name]: [{ rel: 'next', href: page.next }] };
