// Random plans, from a seed: pools, moves, limits, schedules, the order, and how many failures are allowed.
import type {
  MoveFacts,
  PlanAction,
  PlanClasses,
  PlanInput,
  PlanLimits,
  PlanSchedule,
} from '../../../../machines/plan/types.ts';
import { type Choices, choicesOf } from '../../../../src/strategies/testing/choices.ts';

export { type Choices, choicesOf };

export interface RandomPlan {
  readonly input: PlanInput;
  readonly facts: readonly MoveFacts[];
  readonly pools: readonly string[];
}

export const START_MS = Date.parse('2026-03-27T20:00:00.000Z');
const HOUR_MS = 3_600_000;

const WINDOWS: readonly PlanSchedule['window'][] = [
  { from: '22:00', to: '06:00', days: null, timeZone: 'Europe/Berlin' },
  { from: '09:00', to: '17:30', days: ['mon', 'tue', 'sat'], timeZone: 'UTC' },
  { from: '23:15', to: '01:45', days: ['fri', 'sat', 'sun'], timeZone: 'America/New_York' },
];

const NEVER_TOGETHER: PlanClasses['attached'] = {
  notBefore: null,
  window: { from: '07:00', to: '08:00', days: null, timeZone: 'Europe/Berlin' },
};

/** A plan of at most `most` moves. */
export function randomPlan(choices: Choices, most = 24): RandomPlan {
  const { whole, chance, one } = choices;
  const pools = Array.from(
    { length: whole(2, 6) },
    (_, nth) => `node${nth % 3}@backend${nth % 2}#pool${nth}`,
  );
  const facts: MoveFacts[] = [];
  const moves: PlanAction[] = [];
  const count = chance(0.03) ? 0 : whole(1, most);
  for (let n = 0; n < count; n += 1) {
    const source = chance(0.03) ? null : one(pools);
    const destination = chance(0.1) ? null : one(pools.filter((pool) => pool !== source));
    const serverIds = chance(0.3) ? [...new Set([one(SERVERS), one(SERVERS)])] : [];
    const state = chance(0.06) ? one(['done', 'missing'] as const) : 'waiting';
    facts.push({
      ...{ source, sizeGib: whole(0, 60), serverIds, state },
      isRoot: serverIds.length > 0 && chance(0.4),
    });
    moves.push(moveTo(n, destination, chance(0.2) ? randomSchedule(choices) : ALWAYS));
  }
  return {
    ...{ facts, pools },
    input: {
      ...{ planId: 'p', startedAt: new Date(START_MS).toISOString(), moves: dependent(choices, moves) },
      limits: randomLimits(choices, pools),
      order: chance(0.7) ? 'fast' : 'as-given',
      maxFailures: chance(0.3) ? whole(0, 5) : null,
      classes: {
        attached: chance(0.15) ? NEVER_TOGETHER : null,
        root: chance(0.15) ? randomSchedule(choices) : null,
      },
    },
  };
}

// In some plans, moves wait for some that stand before them, or after them.
function dependent({ chance, one }: Choices, moves: readonly PlanAction[]): PlanAction[] {
  if (!chance(0.25)) return [...moves];
  const isForward = chance(0.5);
  return moves.map((move, n) => {
    const earlier = isForward ? moves.slice(0, n) : moves.slice(n + 1);
    if (earlier.length === 0 || !chance(0.3)) return move;
    return { ...move, after: [one(earlier), one(earlier)].map(({ parameters }) => parameters.resourceId) };
  });
}

const SERVERS = ['s0', 's1', 's2', 's3'] as const;
const ALWAYS: PlanSchedule = { notBefore: null, window: null };

const moveTo = (n: number, destinationNode: string | null, schedule: PlanSchedule): PlanAction => ({
  parameters: {
    ...{ resourceId: `v${n}`, migrationType: 'migrate', destinationNode },
    destinationType: destinationNode === null ? 'fast' : null,
    ...{ swapMethod: 'auto', allowEncryptionChange: false },
  },
  ...{ resourceName: null, reason: null, ...schedule },
});

const randomSchedule = ({ one, chance, whole }: Choices): PlanSchedule => ({
  notBefore: chance(0.4) ? new Date(START_MS + whole(-5, 40) * HOUR_MS).toISOString() : null,
  window: chance(0.7) ? one(WINDOWS) : null,
});

/** Limits of any kind; most are absent. */
export function randomLimits({ chance, whole, one }: Choices, pools: readonly string[]): PlanLimits {
  const some = <K extends keyof PlanLimits>(name: K, probability: number, most: number) =>
    chance(probability) ? { [name]: whole(1, most) } : {};
  const own = chance(0.3)
    ? {
        [one(pools)]: {
          ...(chance(0.7) ? { source: whole(1, 4) } : {}),
          ...(chance(0.7) ? { destination: whole(1, 4) } : {}),
        },
      }
    : {};
  return {
    ...some('total', 0.5, 6),
    ...some('perPool', 0.4, 3),
    ...some('perSource', 0.3, 3),
    ...some('perDestination', 0.3, 3),
    ...some('perBackend', 0.25, 4),
    ...some('perPair', 0.25, 2),
    ...(Object.keys(own).length === 0 ? {} : { pools: own }),
  };
}
