// The checks of a plan's moves, sent to the page as they are made.
import { faultOf, messageOf } from './messages.ts';
import type { FoundChecks, PreviewedCheck } from './planPreview.ts';
import type { Subject } from './watch.ts';

/** The checks of one plan. */
export interface PlanChecks {
  /** Adds the check of a move, given by its number. */
  readonly add: (n: number, check: PreviewedCheck) => void;
  /** Says why no more checks follow. */
  readonly fail: (error: unknown) => void;
  /** Those so far. */
  readonly found: () => FoundChecks;
  /** For a watch: what its clients are sent. */
  readonly subject: Subject;
}

/** Checks that have yet to be made. */
export function createPlanChecks(): PlanChecks {
  const found: [number, PreviewedCheck][] = [];
  let fault = '';
  let sent = 0;
  let isFaultSent = false;
  return {
    add: (n, check) => found.push([n, check]),
    fail: (error) => {
      fault = faultOf(error);
    },
    found: () => found,
    subject: {
      known: () => (sent === 0 ? '' : checksOf(found.slice(0, sent))) + (isFaultSent ? fault : ''),
      look: async () => {
        const fresh = found.slice(sent);
        const news = isFaultSent ? '' : fault;
        sent = found.length;
        isFaultSent ||= news !== '';
        return (fresh.length === 0 ? '' : checksOf(fresh)) + news;
      },
    },
  };
}

const checksOf = (checks: FoundChecks): string => messageOf('checks', checks);
