// The moves of a plan that has not been applied: those that are looked for, part by part.
import { useMemo, useState } from 'preact/hooks';
import type { Amount } from '../plan/groups.ts';
import {
  type ChecksByMove,
  inOrder,
  isFound,
  MOVE_ORDERS,
  MOVE_STANDINGS,
  type MoveOrder,
  type MoveStanding,
  type NumberedMove,
  routeOf,
  routesOf,
  wordsIn,
} from '../preview/moves.ts';
import { MOVE_ORDER_NAMES, MOVE_STANDING_NAMES, movesInWords } from '../words/preview.ts';
import { count, short } from '../words/units.ts';
import { Icon } from './icon.tsx';
import { Pager, usePages } from './pager.tsx';
import { PreviewMove, STANDING_ICONS_OF_MOVES } from './previewMove.tsx';
import { Route } from './previewRoute.tsx';
import { Search } from './search.tsx';

const MOVES_SHOWN = 50;

interface PreviewMovesProps {
  readonly moves: readonly NumberedMove[];
  /** By the number of the move. */
  readonly standings: readonly MoveStanding[];
  readonly checks: ChecksByMove;
  /** What is searched for. */
  readonly wanted: string;
  readonly search: (wanted: string) => void;
}

export function PreviewMoves({ moves, standings, checks, wanted, search }: PreviewMovesProps) {
  const [standing, choose] = useState<MoveStanding | null>(null);
  const [order, sort] = useState<MoveOrder>('route');
  const sorted = useMemo(() => inOrder(moves, order), [order]);
  const found = useMemo(() => sorted.filter((move) => isFound(move, wordsIn(wanted))), [sorted, wanted]);
  const shown = standing === null ? found : found.filter(({ n }) => standings[n] === standing);
  const paged = usePages(shown, MOVES_SHOWN, `${standing} ${order} ${wanted}`);
  return (
    <section class="preview-moves" id="moves" aria-label="Moves">
      <div class="preview-tools">
        <h2>
          Moves <span class="count">{moves.length}</span>
        </h2>
        <Search
          {...{ wanted, search }}
          label="Search moves"
          placeholder="volume, pool, reason …"
          title="Every word must occur: in the volume, a pool, or why it moves. Escape clears."
        />
        <Order {...{ order, sort }} />
      </div>
      <Standings {...{ standings, standing, choose }} />
      <p class={shown.length === moves.length ? 'hidden' : 'found'} role="status">
        {shown.length === moves.length ? '' : `${shown.length} of ${count(moves.length, 'move')} shown`}
      </p>
      <MoveList {...{ moves, standings, checks }} shown={paged.shown} isByRoute={order === 'route'} />
      <Pager paged={paged} what="moves" />
    </section>
  );
}

interface OrderProps {
  readonly order: MoveOrder;
  readonly sort: (order: MoveOrder) => void;
}

const Order = ({ order, sort }: OrderProps) => (
  <select
    aria-label="Order of the moves"
    value={order}
    onChange={(event) => sort(event.currentTarget.value as MoveOrder)}
  >
    {MOVE_ORDERS.map((one) => (
      <option key={one} value={one}>
        {MOVE_ORDER_NAMES[one]}
      </option>
    ))}
  </select>
);

interface StandingsProps extends Pick<PreviewMovesProps, 'standings'> {
  /** The one whose moves are shown; null for all. */
  readonly standing: MoveStanding | null;
  readonly choose: (standing: MoveStanding | null) => void;
}

// A button for each: pressed, only those are shown.
function Standings({ standings, standing, choose }: StandingsProps) {
  const counts = Map.groupBy(standings, (one) => one);
  const shown = MOVE_STANDINGS.filter((one) => counts.has(one) || one === standing);
  if (shown.length < 2) return null;
  return (
    <div class="preview-standings">
      {shown.map((one) => (
        <button
          type="button"
          key={one}
          class={`move-${one}`}
          aria-pressed={one === standing}
          onClick={() => choose(one === standing ? null : one)}
        >
          <Icon name={STANDING_ICONS_OF_MOVES[one]} />
          {MOVE_STANDING_NAMES[one]} <b>{counts.get(one)?.length ?? 0}</b>
        </button>
      ))}
    </div>
  );
}

interface MoveListProps extends Pick<PreviewMovesProps, 'moves' | 'standings' | 'checks'> {
  readonly shown: readonly NumberedMove[];
  readonly isByRoute: boolean;
}

/** By route, each route is named once, above its first move. */
function MoveList({ moves, shown, standings, checks, isByRoute }: MoveListProps) {
  const routes = useMemo(() => routesOf(moves), []);
  const names = useMemo(() => new Map(moves.map(({ volumeId, name }) => [volumeId, name])), []);
  const nameOf = (volumeId: string): string => names.get(volumeId) ?? short(volumeId);
  if (shown.length === 0) return <p class="empty">No move matches.</p>;
  return (
    <ul class="preview-list">
      {shown.flatMap((move, index) => {
        const route = routeOf(move);
        const before = shown[index - 1];
        const isFirst = before === undefined || routeOf(before) !== route;
        const item = (
          <PreviewMove
            key={move.n}
            {...{ move, nameOf, hasRoute: !isByRoute }}
            standing={standings[move.n] ?? 'planned'}
            check={checks.get(move.n) ?? null}
          />
        );
        return isByRoute && isFirst
          ? [<RouteHead key={route} move={move} amount={routes.get(route)} />, item]
          : [item];
      })}
    </ul>
  );
}

interface RouteHeadProps {
  readonly move: NumberedMove;
  /** All moves of its route. */
  readonly amount: Amount | undefined;
}

const RouteHead = ({ move, amount = { moves: 0, gib: 0 } }: RouteHeadProps) => (
  <li class="route">
    <Route {...move} />
    <span class="gib">{movesInWords(amount)}</span>
  </li>
);
