// The heading of a phase in the story.
import { useMemo } from 'preact/hooks';
import type { PhaseRow } from '../story/rows.ts';
import { duration } from '../words/units.ts';

export function PhaseHeading({ row: { phase } }: { readonly row: PhaseRow }) {
  const { state, description, ms } = phase;
  return useMemo(
    () => (
      <li class="phase">
        <h3>
          {description} <code>{state}</code>
        </h3>
        <span class="took">{ms === null ? '' : duration(ms)}</span>
      </li>
    ),
    [state, description, ms],
  );
}
