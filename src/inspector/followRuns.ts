// Follows the list of runs as it changes.
import { faultOf, messageOf } from './messages.ts';
import type { RunList } from './runList.ts';
import type { Subject } from './watch.ts';

/** Follows the list of runs. */
export function followRuns({ look }: RunList): Subject {
  let last = '';
  return {
    known: () => last,
    look: async () => {
      const message = await look().then((runs) => messageOf('runs', runs), faultOf);
      if (message === last) return '';
      last = message;
      return message;
    },
  };
}
