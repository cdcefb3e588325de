// The moves that the cloud's log shows, each with the plan that asked for it.
import type { LoggedRequest, SimulatedCloud } from '../../../src/simulator/index.ts';
import { type MoveSpan, moveSpans } from '../../../src/simulator/moveSpans.ts';
import type { PlayedPlans } from './playPlans.ts';

export interface PlanMoveSpan extends MoveSpan {
  /** Null for a move that somebody else has asked for. */
  readonly runId: string | null;
  readonly plan: number | null;
  /** When its run sent its first request, as a place in the order of all requests: its slots are taken then. */
  readonly admitted: number;
  readonly admittedAt: number;
  /** The number of the volume in the workload; -1 for another one. */
  readonly volume: number;
  /** The pool that the request names, or `type NAME`. */
  readonly wanted: string;
}

const ACTIONS = ['os-migrate_volume', 'os-retype'] as const;

/**
 * Whether another plan, or somebody else, moved or changed the volume before this move: a plan counts a volume where it found
 * it, not where it is by then.
 */
export function isDisplaced(
  { happened, stage }: PlayedPlans,
  move: PlanMoveSpan,
  all: readonly PlanMoveSpan[],
): boolean {
  const isChanged = happened.some(
    ({ event, at }) =>
      event.kind === 'volume' && stage.volumeIds[event.volume] === move.volumeId && at <= move.startedAt,
  );
  return (
    isChanged || all.some((other) => other.volumeId === move.volumeId && other.startedAt < move.startedAt)
  );
}

/** A request that asks Cinder to move a volume. */
export interface MoveRequest {
  readonly request: LoggedRequest;
  readonly volumeId: string;
  readonly wanted: string;
}

/** The requests for moves, in order; `null` for every other request. */
export function moveRequestOf(request: LoggedRequest): MoveRequest | null {
  const [, volumeId] = /\/volumes\/([^/]+)\/action$/.exec(request.path) ?? [];
  const body = (request.body ?? {}) as Record<string, { readonly host?: string; readonly new_type?: string }>;
  const action = ACTIONS.find((name) => name in body);
  if (volumeId === undefined || action === undefined) return null;
  const { host, new_type } = body[action] ?? {};
  return { request, volumeId, wanted: host ?? `type ${new_type}` };
}

// A request names the type by its ID.
const nameOfType = ({ state }: SimulatedCloud, idOrName: string): string =>
  state.volumeTypes.get(idOrName)?.name ?? idOrName;

/** The moves in the order of their starts. */
export function movesOfPlans({ stage, planOf, sent }: PlayedPlans): PlanMoveSpan[] {
  const accepted = stage.cloud.requests
    .map(moveRequestOf)
    .filter((each) => each !== null)
    .filter(({ request }) => request.served === 202);
  const first = new Map<string | null, { readonly admitted: number; readonly admittedAt: number }>();
  for (const [admitted, { at: admittedAt, runId }] of sent.entries())
    if (!first.has(runId)) first.set(runId, { admitted, admittedAt });
  return moveSpans(stage.cloud.moves).map((span, n) => {
    const { request, wanted: asked } = accepted[n] as MoveRequest;
    const wanted = asked.startsWith('type ')
      ? `type ${nameOfType(stage.cloud, asked.slice('type '.length))}`
      : asked;
    const runId = request.globalRequestId?.slice('req-'.length) ?? null;
    const plan = runId === null ? null : (planOf.get(runId) ?? null);
    const volume = stage.volumeIds.indexOf(span.volumeId);
    const admission = first.get(runId) ?? { admitted: -1, admittedAt: span.startedAt };
    return { ...span, ...admission, runId: plan === null ? null : runId, plan, volume, wanted };
  });
}
