// The limits of a plan in words.
import type { PlanLimits } from '../../../machines/plan/types.ts';

type LimitRow = readonly [name: string, value: string];

/** Each limit that is given, and the number of moves that it allows. */
export const givenLimits = (limits: PlanLimits): LimitRow[] =>
  rows(limits).flatMap(([name, given]) => (given === undefined ? [] : [[name, String(given)] as const]));

/** `all moves 20, from each pool, and to each pool 4`. */
export const limitsInWords = (limits: PlanLimits): string =>
  givenLimits(limits)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

/** Each limit with the number that applies. */
export function limitRows(limits: PlanLimits): LimitRow[] {
  const { perPool = 2 } = limits;
  const [total, _, ...others] = rows(limits);
  return [total, ...others].flatMap((row) => {
    const [name, given, otherwise] = row as Row;
    return [[name, String(given ?? otherwise ?? perPool)] as const];
  });
}

type Row = readonly [name: string, given: number | undefined, otherwise: number | string | null];

// `null`: the limit for pools applies otherwise.
function rows(limits: PlanLimits): readonly Row[] {
  const ofPools = Object.entries(limits.pools ?? {}).flatMap(([pool, { source, destination }]): Row[] => [
    ...(source === undefined ? [] : [[`from ${pool}`, source, null] as const]),
    ...(destination === undefined ? [] : [[`to ${pool}`, destination, null] as const]),
  ]);
  return [
    ['all moves', limits.total, 8],
    ['from each pool, and to each pool', limits.perPool, 2],
    ['from each pool', limits.perSource, null],
    ['to each pool', limits.perDestination, null],
    ['for each backend', limits.perBackend, 'no limit'],
    ['for each pair of pools', limits.perPair, 'no limit'],
    ['for each server', limits.perServer, 1],
    ...ofPools,
  ];
}
