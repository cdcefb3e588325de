// What the page shows: the runs, and everything known about the chosen one.

import type { InspectedRun } from '../../inspector/inspectedRun.ts';
import type { InspectedHead, InspectedMoment } from '../../inspector/inspectedTimeline.ts';

/** `file`: the run is embedded in the page. */
export type Connection = 'opening' | 'live' | 'lost' | 'file';

export interface Shown {
  readonly connection: Connection;
  readonly runs: readonly InspectedRun[];
  /** Null until the chosen run is known. */
  readonly head: InspectedHead | null;
  readonly moments: readonly InspectedMoment[];
  /** Why the run, or the journal, cannot be read to its end. */
  readonly fault: string | null;
}

export type News =
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'runs'; readonly runs: readonly InspectedRun[] }
  | { readonly type: 'head'; readonly head: InspectedHead }
  | { readonly type: 'moments'; readonly from: number; readonly moments: readonly InspectedMoment[] }
  | { readonly type: 'fault'; readonly message: string }
  /** Another run was chosen. */
  | { readonly type: 'chosen' };

export const nothingYet: Shown = { connection: 'opening', runs: [], head: null, moments: [], fault: null };

/** What is shown after the news. */
export function after(shown: Shown, news: News): Shown {
  switch (news.type) {
    case 'connection':
      return { ...shown, connection: news.connection };
    case 'runs':
      return { ...shown, runs: news.runs };
    case 'head':
      return { ...shown, head: news.head, fault: null };
    case 'moments':
      return { ...shown, moments: [...shown.moments.slice(0, news.from), ...news.moments], fault: null };
    case 'fault':
      return { ...shown, fault: news.message };
    case 'chosen':
      return { ...shown, head: null, moments: [], fault: null };
  }
}
