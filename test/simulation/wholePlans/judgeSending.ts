// Nothing is sent twice, no run has two processes, and nothing is sent after the end.
import { moveRequestOf, type PlanMoveSpan } from './movesOfPlans.ts';
import type { PlayedPlans } from './playPlans.ts';

export function judgeSending(played: PlayedPlans, moves: readonly PlanMoveSpan[]): string[] {
  return [...sentTwice(played, moves), ...movedTwice(moves), ...drivenTwice(played), ...sentLate(played)];
}

// A request that came to nothing, and left nothing, may be repeated.
function sentTwice({ stage, planOf }: PlayedPlans, moves: readonly PlanMoveSpan[]): string[] {
  // A volume that its owner has deleted meanwhile: Cinder itself says so, and cannot have moved anything.
  const asked = Map.groupBy(
    stage.cloud.requests.filter((request) => moveRequestOf(request) !== null && request.served !== 404),
    ({ globalRequestId }) => globalRequestId?.slice('req-'.length) ?? '',
  );
  return [...asked].flatMap(([runId, requests]) => {
    const cameToNothing = requests
      .slice(0, -1)
      .every(
        ({ served, at }) =>
          served !== 202 ||
          moves.some((move) => move.runId === runId && move.startedAt === at && move.result === 'error'),
      );
    return cameToNothing || !planOf.has(runId)
      ? []
      : [`run ${runId} asked Cinder ${requests.length} times to move its volume`];
  });
}

// A plan has one item for each volume.
function movedTwice(moves: readonly PlanMoveSpan[]): string[] {
  const counts = new Map<string, number>();
  for (const { plan, volume, result } of moves)
    if (plan !== null && result !== 'error')
      counts.set(
        `plan ${plan} has moved volume ${volume}`,
        (counts.get(`plan ${plan} has moved volume ${volume}`) ?? 0) + 1,
      );
  return [...counts].flatMap(([what, times]) => (times > 1 ? [`${what} ${times} times`] : []));
}

// Each process has its turn: one that has sent something after another does not send again.
function drivenTwice({ sent, planOf, happened }: PlayedPlans): string[] {
  const last = new Map<string, number>();
  const gone = new Set<string>();
  const found: string[] = [];
  for (const { runId, process, call } of sent) {
    // A process that has left a plan may take it back.
    const plan = planOf.get(runId);
    if (plan === undefined || happened.some(({ event }) => event.kind === 'leave' && event.plan === plan))
      continue;
    const before = last.get(runId);
    if (before !== undefined && before !== process) gone.add(`${runId} ${before}`);
    if (gone.has(`${runId} ${process}`))
      found.push(
        `process ${process} sent ${call} for run ${runId}, which process ${before} has driven since`,
      );
    last.set(runId, process);
  }
  return [...new Set(found)];
}

// Once its plan has ended, neither it nor its runs send anything.
function sentLate({ drivers, sent, planOf }: PlayedPlans): string[] {
  return sent.flatMap(({ at, runId, call }) => {
    const { number, outcome } = drivers[planOf.get(runId) ?? -1] ?? {};
    return outcome != null && Math.floor(at) > Date.parse(outcome.endedAt)
      ? [`plan ${number} sent ${call} after its end`]
      : [];
  });
}
