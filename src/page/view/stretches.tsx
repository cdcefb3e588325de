// The phases as bands behind the slider, and what stands out.
import type { InspectedMoment } from '../../inspector/inspectedTimeline.ts';
import type { Position } from '../travel/positions.ts';
import { marksOf, stretchesOf } from '../travel/stretches.ts';

interface StretchesProps {
  readonly moments: readonly InspectedMoment[];
  readonly positions: readonly Position[];
}

export function Stretches({ moments, positions }: StretchesProps) {
  const last = Math.max(1, positions.length - 1);
  const percent = (steps: number): string => `${(100 * steps) / last}%`;
  return (
    <div class="stretches" aria-hidden="true">
      {stretchesOf(moments, positions).map(({ from, to, state }) => (
        <i key={from} title={state} style={{ left: percent(from), width: percent(to - from) }} />
      ))}
      {marksOf(moments, positions).map(({ at, kind }) => (
        <s key={at} class={kind} style={{ left: percent(at) }} />
      ))}
    </div>
  );
}
