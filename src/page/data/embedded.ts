// A run that stands in the page itself: then there is no server, and nothing is asked.
import type { Moment, TimelineHead } from '../../journal/timeline.ts';
import { nothingYet, type Shown } from './shown.ts';

type Embedded = TimelineHead & { readonly moments: readonly Moment[] };

/** The run in the page; null where it is to be had from a server. */
export function embeddedRun(): Shown | null {
  const text = document.getElementById('run')?.textContent;
  if (text == null) return null;
  const { moments, ...head } = JSON.parse(text) as Embedded;
  return { ...nothingYet, connection: 'file', head, moments };
}
