// Random events in a workload of plans: kills above all, and what people and the cloud do meanwhile.
import type { PlanRequest } from '../../../machines/plan/events.ts';
import type { Operation } from '../../../src/simulator/index.ts';
import type { Choices } from '../../machines/plan/random/randomPlan.ts';
import type {
  PlanMoment,
  PlannedEvent,
  PlanSimulationEvent,
  PlanWorkload,
  VolumeChange,
} from './planWorkload.ts';
import { randomPlanLimits, type Temper } from './randomPlans.ts';

type World = Omit<PlanWorkload, 'events' | 'journal'>;

/** The events of a workload. */
export function randomPlanEvents(choices: Choices, temper: Temper, world: World): PlannedEvent[] {
  const { chance, whole } = choices;
  const kills = temper.kills ? Array.from({ length: whole(1, 4) }, () => randomKill(choices, world)) : [];
  const others = temper.disturbed
    ? Array.from({ length: whole(1, 6) }, () => ({
        when: randomMoment(choices, world),
        event: randomDisturbance(choices, world),
      }))
    : [];
  const requests = chance(0.25)
    ? Array.from({ length: whole(1, 4) }, () => randomRequests(choices, world)).flat()
    : [];
  const lost = chance(0.3)
    ? Array.from({ length: whole(1, 3) }, () => ({
        when: { host: whole(0, world.hosts - 1), requests: whole(1, 400) },
        event: { kind: 'lost request', effect: chance(0.6) } as const,
      }))
    : [];
  return [...kills, ...others, ...lost, ...requests];
}

function randomMoment({ chance, whole, one }: Choices, { hosts }: World): PlanMoment {
  const host = whole(0, hosts - 1);
  if (chance(0.4)) return { host, records: whole(1, 400) };
  if (chance(0.6)) return { host, requests: whole(1, 400) };
  return { atMs: whole(0, one([2_000, 30_000, 300_000])) };
}

function randomKill(choices: Choices, world: World): PlannedEvent {
  const { chance, whole, one } = choices;
  const when = randomMoment(choices, world);
  const host = 'host' in when ? when.host : whole(0, world.hosts - 1);
  const plan = whole(0, world.plans.length - 1);
  const resumeAfterMs = one([0, 1_000, 30_000, 600_000]);
  if (chance(0.15)) return { when, event: { kind: 'leave', plan, resumeAfterMs } };
  if (world.hosts > 1 && chance(0.3))
    return { when, event: { kind: 'take over', plan, host: whole(0, world.hosts - 1) } };
  return { when, event: { kind: 'kill', host, resumeAfterMs } };
}

const CHANGES: readonly VolumeChange[] = [
  'delete',
  'attach',
  'detach',
  'snapshot',
  'extend',
  'migrate',
  'retype',
];
const OPERATIONS: readonly Operation[] = [
  'create_volume',
  'copy',
  'update_migrated_volume',
  'migrate_volume',
  'initialize_connection',
  'delete_volume',
];

function randomDisturbance({ chance, whole, one }: Choices, world: World): PlanSimulationEvent {
  const backends = [...new Set(world.pools.map(({ name }) => name.split('#')[0] ?? ''))];
  if (chance(0.4)) return { kind: 'volume', does: one(CHANGES), volume: whole(0, world.volumes.length - 1) };
  if (chance(0.5))
    return {
      ...{
        kind: 'operation',
        where: one([...backends, '*']),
        operation: one(OPERATIONS),
        times: one([1, 2, 1000]),
      },
      ...{
        delayMs: one([0, 0, 20_000]),
        whenMovesExceed: chance(0.4) ? whole(1, 3) : null,
        fails: chance(0.8),
      },
    };
  if (chance(0.3))
    return {
      kind: 'operation',
      where: 'nova',
      operation: 'swap_volume',
      times: whole(1, 3),
      delayMs: 0,
      whenMovesExceed: null,
      fails: true,
    };
  if (chance(0.3)) return { kind: 'database', times: whole(1, 3), applied: chance(0.5) };
  if (chance(0.5)) return { kind: 'service', host: one(backends), forMs: one([5_000, 90_000, 400_000]) };
  return { kind: 'fill', pool: one(world.pools).name, usedGib: whole(600, 990) };
}

// Whoever pauses a plan resumes it.
function randomRequests(choices: Choices, world: World): PlannedEvent[] {
  const { chance, whole, one } = choices;
  const plan = whole(0, world.plans.length - 1);
  const atMs = whole(0, one([5_000, 120_000]));
  const of = (request: PlanRequest, laterMs = 0): PlannedEvent => ({
    when: { atMs: atMs + laterMs },
    event: { kind: 'request', plan, request },
  });
  if (chance(0.1)) return [of({ type: one(['cancelWaiting', 'cancelRunning'] as const) })];
  if (chance(0.5)) return [of({ type: 'pause' }), of({ type: 'resume' }, whole(1, 200_000))];
  const limits = randomPlanLimits(
    choices,
    world.pools.map(({ name }) => name),
  );
  return [of({ type: 'changeLimits', limits })];
}
