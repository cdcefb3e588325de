// No slot stays free while a move could take it. Judged by when the run of each move sent its first and its last request.
import type { PlanLimits } from '../../../machines/plan/types.ts';
import { changedLimits, drivenMs, type SlotUse, slotsHeld, slotsOf } from './judgeLimits.ts';
import type { PlanMoveSpan } from './movesOfPlans.ts';
import type { PlayedPlans } from './playPlans.ts';

/**
 * How long a move that could start may wait, in milliseconds: other runs are read every 5 s, requests of people as well, and a
 * move that another run has forestalled waits for the next such reading.
 */
const PATIENCE_MS = 30_000;

/** The run of a move, by the requests that it has sent. */
interface RunOfMove extends SlotUse {
  readonly plan: number;
  readonly volumeId: string;
  readonly from: number;
  readonly until: number;
}

/** Moves that waited although each of their slots was free. */
export function judgeIdle(played: PlayedPlans, moves: readonly PlanMoveSpan[]): string[] {
  // Space, and failures that pause pools, are other reasons to wait.
  if (played.workload.pools.some(({ capacity }) => (capacity?.otherUsedGib ?? 0) > 0)) return [];
  if (played.happened.some(({ event }) => ['fill', 'operation', 'service', 'volume'].includes(event.kind)))
    return [];
  const runs = runsOfMoves(played, moves);
  // Another plan may hold the volume, or may have moved it since this one found it.
  const isShared = ({ volumeId }: RunOfMove): boolean =>
    runs.filter((each) => each.volumeId === volumeId).length > 1;
  return runs.flatMap((run) => {
    const limits = lastLimits(played, run.plan);
    const began = run.from - PATIENCE_MS;
    const isReady =
      began > readyAt(played, run) && drivenMs(played, run.plan, began, run.from) > PATIENCE_MS - 1;
    if (!isReady || isShared(run) || !isFreeAllTheTime(run, runs, limits, began)) return [];
    if (besides(run, runs, began).some(isShared)) return [];
    return [
      `the move of volume ${run.volumeId} of plan ${run.plan} waited at ${(began - played.startedAt) / 1000} s, although all of its slots were free`,
    ];
  });
}

const lastLimits = ({ workload, accepted }: PlayedPlans, plan: number): PlanLimits =>
  accepted.reduce(
    (limits, { plan: which, request }) =>
      which === plan && request.type === 'changeLimits' ? changedLimits(limits, request.limits) : limits,
    workload.plans[plan]?.limits ?? {},
  );

function runsOfMoves(
  { drivers, workload, stage, sent }: PlayedPlans,
  moves: readonly PlanMoveSpan[],
): RunOfMove[] {
  const times = new Map<string, { readonly from: number; until: number }>();
  for (const { runId, at } of sent) {
    const known = times.get(runId);
    if (known === undefined) times.set(runId, { from: at, until: at });
    else known.until = at;
  }
  return drivers.flatMap(({ number, outcome }) =>
    (outcome?.actions ?? []).flatMap(({ runId, resource_id: volumeId }, n) => {
      const time = times.get(runId ?? '');
      const { volume = -1, parameters } = workload.plans[number]?.actions[n] ?? {};
      if (time === undefined) return [];
      const span = moves.find((move) => move.runId === runId);
      const { pool: source = null, server = null } = workload.volumes[volume] ?? {};
      const serverId = server === null ? null : (stage.serverIds[server] ?? null);
      const wanted = parameters?.destination_node ?? `type ${parameters?.destination_type}`;
      return { plan: number, volumeId, ...time, source: span?.source ?? source, wanted, serverId };
    }),
  );
}

// When the last thing happened that may have kept the plan from starting moves.
function readyAt({ accepted, driven, happened }: PlayedPlans, { plan }: RunOfMove): number {
  const began = driven.filter((each) => each.plan === plan).map(({ from }) => from);
  const asked = accepted.filter((each) => each.plan === plan).map(({ at }) => at);
  const disturbed = happened.filter(({ event }) => event.kind === 'database').map(({ at }) => at);
  return Math.max(Math.min(...began), ...asked, ...disturbed);
}

// The runs that were under way while it waited.
const besides = (run: RunOfMove, runs: readonly RunOfMove[], began: number): RunOfMove[] =>
  runs.filter((other) => other !== run && other.until >= began && other.from <= run.from);

function isFreeAllTheTime(
  run: RunOfMove,
  runs: readonly RunOfMove[],
  limits: PlanLimits,
  began: number,
): boolean {
  const others = besides(run, runs, began);
  const moments = [began, ...others.map(({ from }) => from).filter((from) => from > began)];
  return moments.every((at) =>
    [...slotsOf(run, limits)].every(
      ([slot, limit]) =>
        others.filter((other) => other.from <= at && other.until >= at && slotsHeld(other).has(slot)).length <
        limit,
    ),
  );
}
