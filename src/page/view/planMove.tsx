// A move of a plan as a compact item, which opens its run.
import type { MoveShown } from '../plan/planAt.ts';
import { addressOf } from '../travel/address.ts';
import { gib } from '../words/plans.ts';
import { duration, short } from '../words/units.ts';

// What happened, and the first reason for it.
const REASONS_SHOWN = 2;

interface PlanMoveProps {
  readonly move: MoveShown;
  /** Name of the volume; null if it is not known. */
  readonly name: string | null;
  /** Since the start of the plan. */
  readonly elapsedMs: number;
  /** Whether its run can be opened. */
  readonly hasRuns: boolean;
  /** Whether it names its source. */
  readonly hasSources: boolean;
}

export function PlanMove({ move, name, elapsedMs, hasRuns, hasSources }: PlanMoveProps) {
  const { volumeId, source, sizeGib, runId, code, state } = move;
  // A volume that already was in place says so; of the others it is known how they succeeded.
  const reasons = state === 'SUCCEEDED' && runId !== null ? [] : move.reasons;
  const title = [volumeId, ...(source === null ? [] : [`from ${source}`]), ...(code === null ? [] : [code])];
  const what = (
    <>
      <span class="what">{name ?? <code>{short(volumeId)}</code>}</span>
      <span class="size">{sizeGib === 0 ? '' : gib(sizeGib)}</span>
      <span class="from">{source === null || !hasSources ? '' : `from ${source}`}</span>
      <span class="took">{tookInWords(move, elapsedMs)}</span>
      {reasons.length > 0 && (
        <span class="why">
          {reasons.slice(0, REASONS_SHOWN).join(': ')}
          {reasons.length > REASONS_SHOWN && ` (and ${reasons.length - REASONS_SHOWN} more)`}
        </span>
      )}
    </>
  );
  return (
    <li>
      {runId === null || !hasRuns ? (
        <span class={`move move-${state}`} title={title.join('\n')}>
          {what}
        </span>
      ) : (
        <a
          class={`move move-${state}`}
          href={addressOf({ run: runId, at: null })}
          title={title.join('\n')}
          tabIndex={-1}
        >
          {what}
        </a>
      )}
    </li>
  );
}

/** How long the move took, or has taken so far; empty if it was not started. */
function tookInWords({ startedMs, endedMs }: MoveShown, elapsedMs: number): string {
  return startedMs === null ? '' : duration((endedMs ?? elapsedMs) - startedMs);
}
