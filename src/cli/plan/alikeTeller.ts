// What a display prints above its live area: the first of many similar events; the others are only counted.
import type { PlanRunEvent } from '../../plan/events.ts';
import { withoutFigures } from './groupedLines.ts';

type Ended = Extract<PlanRunEvent, { readonly type: 'ended' }>;
type Held = Extract<PlanRunEvent, { readonly type: 'held' }>;

const MOST_ALIKE = 5;

/** Returns a function that chooses what to print for a move: its lines, one line that says that further such moves are only counted, or nothing. */
export function alikeTeller(): (event: Ended | Held, lines: () => string[]) => string[] {
  const counts = new Map<string, number>();
  return (event, lines) => {
    const kind = event.type === 'held' ? heldKind(event) : endedKind(event);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= MOST_ALIKE) return lines();
    return count === MOST_ALIKE + 1 ? [kind] : [];
  };
}

function endedKind({ status, message }: Ended): string {
  const kind = message === null ? status : `${status}: ${withoutFigures(message)}`;
  return `more moves ended with ${kind}. They are counted below and listed at the end`;
}

const heldKind = ({ remedy }: Held): string =>
  `more moves wait because ${remedy === null ? 'other' : 'interrupted'} runs have their volumes. They are counted below`;
