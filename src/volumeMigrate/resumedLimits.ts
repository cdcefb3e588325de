// The time limits of a resumed run: those of the process that resumes it replace the recorded ones.
import { isDeepStrictEqual } from 'node:util';
import type { WatchName } from '../../machines/actors.ts';
import { copyLimits, settleLimits } from '../../machines/limits.ts';
import type { Limits, WatchLimits } from '../../machines/types.ts';
import type { Asking } from './suspension.ts';

/**
 * The same calls and watches, with the limits of this process. The machine passes limits that it derives from the
 * recorded ones; `stallAfterMs` and `deadlineMs` replace them where a watch waits for data to move.
 */
export const withOwnLimits = (asking: Asking, recorded: Limits = {}, own: Limits = {}): Asking => ({
  call: asking.call,
  watch: (name, input, ...rest) => {
    const asked = input as { readonly limits: WatchLimits };
    asking.watch(name, { ...asked, limits: replaced(name, asked.limits, recorded, own) }, ...rest);
  },
});

function replaced(
  name: WatchName,
  asked: WatchLimits,
  recorded: Limits,
  { stallAfterMs, deadlineMs }: Limits,
): WatchLimits {
  if (isDeepStrictEqual(asked, settleLimits(recorded))) return asked;
  const isDerived = stallAfterMs !== undefined && recorded.deadlineMs === undefined;
  const derived = isDerived ? copyLimits({ stallAfterMs }, 0).deadlineMs : asked.deadlineMs;
  return {
    // While Cinder and Nova complete a move, a state is judged after seconds, however long a copy may stall.
    stallAfterMs: name === 'watchMove' ? asked.stallAfterMs : (stallAfterMs ?? asked.stallAfterMs),
    deadlineMs: deadlineMs ?? derived,
  };
}
