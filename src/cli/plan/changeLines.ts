// What changes about a plan itself, as lines of text: it is paused, resumed, stopped, its limits change, failures pause a pool.
import type { PlanRunEvent } from '../../plan/events.ts';
import type { FollowedPlan } from './followedPlan.ts';
import { pausedLine } from './heldLines.ts';
import { limitsInWords } from './limitRows.ts';

const PAUSED = 'applying.paused';

const STATES: Readonly<Record<string, string>> = {
  [PAUSED]: 'paused: no more moves start until the plan is resumed; running moves continue',
  'applying.stopping': 'no more moves start: waiting for the running ones',
  'applying.cancelling': 'cancelling the running moves, as far as their current steps allow',
};

/** Returns a function that gives the lines of an event; each change is told once. */
export function changeTeller(): (event: PlanRunEvent, plan: Pick<FollowedPlan, 'context'>) => string[] {
  let state = '';
  let paused: readonly string[] = [];
  return (event, { context }) => {
    const before = { state, paused };
    if (event.type === 'state') state = event.state;
    const { pausedSlots, limits } = context();
    paused = Object.keys(pausedSlots);
    const isResumed = before.state === PAUSED && state === 'applying.dispatching';
    return [
      ...(state !== before.state && state in STATES ? [STATES[state] ?? ''] : []),
      ...(isResumed ? ['resumed: moves start again'] : []),
      ...(event.type === 'limits'
        ? [`limits changed: ${limitsInWords(limits)}. Running moves are not stopped`]
        : []),
      ...Object.entries(pausedSlots)
        .filter(([slot]) => !before.paused.includes(slot))
        .map(([slot, each]) => pausedLine(slot, each)),
      ...before.paused
        .filter((slot) => !(slot in pausedSlots))
        .map((slot) => `moves start again for ${slot}`),
    ];
  };
}
