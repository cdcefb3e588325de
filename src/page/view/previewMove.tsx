// A move of a plan that has not been applied: the volume, why it moves, and what its check found.
import type { PreviewedCheck } from '../../inspector/planPreview.ts';
import type { MoveStanding, NumberedMove } from '../preview/moves.ts';
import { gib } from '../words/plans.ts';
import { afterInWords, MOVE_STANDING_NAMES } from '../words/preview.ts';
import { short } from '../words/units.ts';
import { Icon, type IconName } from './icon.tsx';
import { Route } from './previewRoute.tsx';
import { Texts } from './texts.tsx';

export const STANDING_ICONS_OF_MOVES: Readonly<Record<MoveStanding, IconName>> = {
  blocked: 'cross',
  missing: 'unknown',
  warned: 'warning',
  unchecked: 'waiting',
  clear: 'yes',
  planned: 'change',
  done: 'met',
};

interface PreviewMoveProps {
  readonly move: NumberedMove;
  readonly standing: MoveStanding;
  /** Null if it has not been checked. */
  readonly check: PreviewedCheck | null;
  /** Whether it names its pools. */
  readonly hasRoute: boolean;
  /** The name of a volume of the plan, by its ID. */
  readonly nameOf: (volumeId: string) => string;
}

export function PreviewMove({ move, standing, check, hasRoute, nameOf }: PreviewMoveProps) {
  const { volumeId, name, sizeGib, migrationType, reason, schedules, place, after } = move;
  return (
    <li class={`preview-move move-${standing}`}>
      <span class="standing" title={MOVE_STANDING_NAMES[standing]}>
        <Icon name={STANDING_ICONS_OF_MOVES[standing]} />
        <span class="hidden">{MOVE_STANDING_NAMES[standing]}</span>
      </span>
      <span class="what" title={volumeId}>
        {name} <code>{short(volumeId)}</code>
      </span>
      <span class="how">{migrationType}</span>
      <span class="size">{sizeGib === null ? '' : gib(sizeGib)}</span>
      <span class="turn" title={place === null ? '' : 'Its place in the order in which the moves start'}>
        {place === null ? '' : `#${place}`}
      </span>
      <div class="details">
        {hasRoute && (
          <p>
            <Route {...move} />
          </p>
        )}
        {reason !== null && <p class="why">{reason}</p>}
        {schedules.map((schedule) => (
          <p key={schedule}>starts {schedule}</p>
        ))}
        {after.length > 0 && <p>starts {afterInWords(after, nameOf)}</p>}
        {check !== null && <Findings check={check} />}
      </div>
    </li>
  );
}

/** What blocks the move, and what its check warns of. */
function Findings({ check: { state, message, reasons, warnings } }: { readonly check: PreviewedCheck }) {
  const blocked = state === 'blocked' || state === 'missing';
  const found = blocked
    ? [...(message === null || reasons.includes(message) ? [] : [message]), ...reasons]
    : [];
  return (
    <>
      <Texts texts={found} kind="blocked" />
      <Texts texts={warnings} kind="warned" />
    </>
  );
}
