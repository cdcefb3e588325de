// Every plan ends, every volume keeps its data, and success is true.
import type { PlanOutcomeAction } from '../../../src/plan/outcome.ts';
import type { PlanMoveSpan } from './movesOfPlans.ts';
import type { PlanDriver } from './planSimulation.ts';
import type { PlayedPlans } from './playPlans.ts';

export function judgeEnds(played: PlayedPlans, moves: readonly PlanMoveSpan[]): string[] {
  const { stage, drivers, elapsedMs, open } = played;
  const errors = stage.cloud.errors.filter((error) => error instanceof TypeError);
  return [
    ...errors.map((error) => `error in the simulated cloud: ${error}`),
    ...dataLost(played),
    ...(drivers.every(({ outcome }) => outcome !== null)
      ? open.map((runId) => `run ${runId} is still open`)
      : []),
    ...drivers.flatMap((driver) =>
      driver.outcome === null
        ? [`plan ${driver.number} has not ended after ${elapsedMs / 1000} s: ${driver.failure}`]
        : untrue(played, driver, moves),
    ),
  ];
}

// A volume that somebody has changed is theirs.
function changed({ happened, stage }: PlayedPlans): Set<string> {
  return new Set(
    happened.flatMap(({ event }) => (event.kind === 'volume' ? [stage.volumeIds[event.volume] ?? ''] : [])),
  );
}

function dataLost(played: PlayedPlans): string[] {
  const { stage } = played;
  const theirs = changed(played);
  return stage.volumeIds.flatMap((id, n) => {
    if (theirs.has(id)) return [];
    const volume = stage.cloud.state.volumes.get(id);
    if (volume === undefined) return [`volume ${n} is gone`];
    // In the last step of a move that failed there, the copy that the server uses holds the data.
    const isStuck = volume.migrationStatus === 'completing';
    return stage.cloud.data(id) === `data of volume ${n}` || isStuck ? [] : [`volume ${n} has lost its data`];
  });
}

function untrue(
  played: PlayedPlans,
  { number, outcome, actions }: PlanDriver,
  moves: readonly PlanMoveSpan[],
): string[] {
  if (outcome === null) return [];
  const theirs = changed(played);
  const found = outcome.actions.flatMap((action, n) => {
    const { destinationNode, destinationType } = actions[n]?.parameters ?? {};
    if (action.status !== 'SUCCEEDED' || theirs.has(action.resource_id)) return [];
    const isLater = moves.some(({ plan, volumeId }) => plan !== number && volumeId === action.resource_id);
    if (isLater) return [];
    return wrong(played, action, destinationNode ?? null, destinationType ?? null).map(
      (what) => `plan ${number}: ${what}`,
    );
  });
  const left = outcome.actions.filter(({ status }) => status !== 'SUCCEEDED').length;
  if (outcome.status === 'SUCCEEDED' && left > 0)
    found.push(`plan ${number} SUCCEEDED with ${left} moves left`);
  if (outcome.counts.PENDING > 0 && outcome.reasons.length === 0)
    found.push(`plan ${number} ended with ${outcome.counts.PENDING} moves pending, and does not say why`);
  return found;
}

function wrong(
  { stage }: PlayedPlans,
  { resource_id: id }: PlanOutcomeAction,
  node: string | null,
  type: string | null,
): string[] {
  const volume = stage.cloud.state.volumes.get(id);
  const typeName = stage.cloud.state.volumeTypes.get(volume?.typeId ?? '')?.name;
  if (node !== null && volume?.host !== node)
    return [`volume ${id} SUCCEEDED, but is on ${volume?.host}, not ${node}`];
  if (node === null && typeName !== type)
    return [`volume ${id} SUCCEEDED, but its type is ${typeName}, not ${type}`];
  return [];
}
