// The log of moves: when each started, found its pool, ended and left nothing more to do.

/** What moves a volume: os-migrate_volume, os-retype, or a swap that was requested from Nova. */
export type MoveKind = 'migrate' | 'retype' | 'swap';

/**
 * How a move ended. `stuck`: the data is copied and the guest uses the copy, but Cinder's last step failed; the volume
 * stays in `completing`.
 */
export type MoveResult = 'success' | 'error' | 'stuck';

/**
 * One line of `cloud.moves`.
 *
 * @example
 * ```ts
 * { at: 1767225600000, move: 0, event: 'start', volumeId: '…', kind: 'migrate', source: 'node1@alpha#alpha', destination: 'node2@alpha#alpha', serverId: null, sizeGib: 10, result: null }
 * ```
 */
export interface LoggedMove {
  /** Milliseconds since 1970, by the cloud's clock. */
  at: number;
  /** Number of the move: its events share it. */
  move: number;
  /**
   * `start`: the API has accepted it. `placed`: the scheduler has chosen the pool. `end`: its result shows. `freed`: the copy
   * that it leaves is deleted too, so no work is left and its space is free.
   */
  event: 'start' | 'placed' | 'end' | 'freed';
  volumeId: string;
  kind: MoveKind;
  /** The pool that held the volume at the start. */
  source: string | null;
  /** The requested place, then the chosen pool; null for a retype that has none yet. */
  destination: string | null;
  /** The server to which the volume was attached at the start. */
  serverId: string | null;
  sizeGib: number;
  /** Null before the end. */
  result: MoveResult | null;
}

type Move = Omit<LoggedMove, 'at' | 'event'> & { temporaryId: string | null };

/**
 * Writes the log. A volume has one move at a time, except in Cinder's window between the exchange of the rows and `success`: it
 * looks at rest there, and Cinder accepts the next move before it has ended the first.
 */
export interface MoveLog {
  events: LoggedMove[];
  /** Moves that have not ended. */
  active: ReadonlyMap<string, Readonly<Move>>;
  start(
    move: Pick<LoggedMove, 'volumeId' | 'kind' | 'source' | 'destination' | 'serverId' | 'sizeGib'>,
  ): void;
  placed(volumeId: string, pool: string): void;
  /** The move has a temporary row, with whose deletion it is freed. */
  hasTemporary(volumeId: string, rowId: string): void;
  /** The temporary row is deleted, or nothing will delete it. */
  temporaryGone(rowId: string): void;
  /** `rowId`: the temporary row of the move that ends; without it the last move of the volume ends. */
  end(volumeId: string, result: MoveResult, rowId?: string): void;
}

export function createMoveLog(now: () => number): MoveLog {
  const events: LoggedMove[] = [];
  const active = new Map<string, Move>();
  const byTemporary = new Map<string, Move>();
  let count = 0;
  const write = ({ temporaryId: _, ...move }: Move, event: LoggedMove['event']) =>
    void events.push({ at: now(), event, ...move });
  return {
    events,
    active,
    start(details) {
      const move: Move = { move: count++, ...details, result: null, temporaryId: null };
      active.set(move.volumeId, move);
      write(move, 'start');
    },
    placed(volumeId, destination) {
      const move = active.get(volumeId);
      if (!move) return;
      move.destination = destination;
      write(move, 'placed');
    },
    hasTemporary(volumeId, rowId) {
      const move = active.get(volumeId);
      if (!move) return;
      move.temporaryId = rowId;
      byTemporary.set(rowId, move);
    },
    temporaryGone(rowId) {
      const move = byTemporary.get(rowId);
      if (!move) return;
      byTemporary.delete(rowId);
      move.temporaryId = null;
      if (move.result !== null) write(move, 'freed');
    },
    end(volumeId, result, rowId = '') {
      const move = byTemporary.get(rowId) ?? active.get(volumeId);
      if (!move || move.result !== null) return;
      if (active.get(volumeId) === move) active.delete(volumeId);
      move.result = result;
      write(move, 'end');
      if (move.temporaryId === null) write(move, 'freed');
    },
  };
}
