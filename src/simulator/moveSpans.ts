// Judges limits and slots from the log of moves.
import type { LoggedMove } from './moveLog.ts';

/** A move from its start to the moment at which nothing of it is left; null for what has not happened. */
export interface MoveSpan
  extends Pick<
    LoggedMove,
    'volumeId' | 'kind' | 'source' | 'destination' | 'serverId' | 'sizeGib' | 'result'
  > {
  startedAt: number;
  placedAt: number | null;
  endedAt: number | null;
  freedAt: number | null;
}

/**
 * The moves in a log, in order of their start.
 *
 * @example How long each move held its slots, in milliseconds
 * ```ts
 * moveSpans(cloud.moves).map(({ startedAt, freedAt }) => (freedAt ?? cloud.now()) - startedAt);
 * ```
 */
export function moveSpans(events: readonly LoggedMove[]): MoveSpan[] {
  const spans = new Map<number, MoveSpan>();
  for (const { at, move, event, ...details } of events) {
    const span = spans.get(move) ?? {
      ...{ ...details, startedAt: at, placedAt: null, endedAt: null, freedAt: null },
    };
    Object.assign(span, { destination: details.destination, result: details.result });
    if (event === 'placed') span.placedAt = at;
    if (event === 'end') span.endedAt = at;
    if (event === 'freed') span.freedAt = at;
    spans.set(move, span);
  }
  return [...spans.values()];
}

/**
 * The most moves that held one key at once, by key. A move that frees a slot at the moment at which another starts is not
 * counted with it.
 *
 * @param keysOf what a move holds: its pools, its server; null is ignored
 * @param until whether a slot is held until the move has ended, or until its old copy is deleted too
 * @example No pool had more than two moves as source or destination
 * ```ts
 * const peaks = mostAtOnce(moveSpans(cloud.moves), ({ source, destination }) => [source, destination]);
 * expect(Math.max(...peaks.values())).toBeLessThanOrEqual(2);
 * ```
 */
export function mostAtOnce(
  spans: readonly MoveSpan[],
  keysOf: (span: MoveSpan) => readonly (string | null)[],
  until: 'ended' | 'freed' = 'freed',
): Map<string, number> {
  const changes = spans.flatMap((span) => {
    const end = (until === 'freed' ? span.freedAt : span.endedAt) ?? Number.POSITIVE_INFINITY;
    const keys = new Set(keysOf(span).filter((key) => key !== null));
    return [...keys].flatMap((key) => [
      { at: span.startedAt, key, by: 1 },
      { at: end, key, by: -1 },
    ]);
  });
  changes.sort((left, right) => left.at - right.at || left.by - right.by);
  const held = new Map<string, number>();
  const most = new Map<string, number>();
  for (const { key, by } of changes) {
    const count = (held.get(key) ?? 0) + by;
    held.set(key, count);
    most.set(key, Math.max(most.get(key) ?? 0, count));
  }
  return most;
}
