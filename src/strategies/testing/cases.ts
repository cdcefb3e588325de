// Cases of strategies, one a line: a cloud and parameters, the moves that are expected, and what stays and why.
import type { PlanAction } from '../../../machines/plan/types.ts';
import type { Plan } from '../../plan/file/types.ts';
import { asStrategy } from '../asStrategy.ts';
import { makePlan } from '../makePlan.ts';
import { type AnyStrategy, type StrategyProblemsOptions, strategyProblems } from './properties.ts';
import { buildView, type TestCloud } from './testCloud.ts';

/** A case: what a strategy should make of a cloud. */
export interface StrategyCase {
  readonly cloud: TestCloud;
  /** @default {} */
  readonly parameters?: unknown;
  /** The moves in the order of the plan, as `movesOf` words them: `v1 to B`, `v2 to type slow`, `v3 to C after v1`. */
  readonly moves: readonly string[];
  /** The volumes that the plan skips, each with words of its reasons. @default whatever it skips is right */
  readonly skips?: Readonly<Record<string, RegExp>>;
  /** Words of the reasons of moves, by the ID of the volume. */
  readonly reasons?: Readonly<Record<string, RegExp>>;
  /** Words of the plan's notes. */
  readonly notes?: RegExp;
}

/**
 * What is wrong with a strategy in this case, in words: moves, skipped volumes, reasons and notes that are not as expected, and the
 * properties of `strategyProblems` that its plan lacks. Empty if nothing is.
 */
export function caseProblems<Parameters>(
  strategy: AnyStrategy<Parameters>,
  { cloud, parameters = {}, moves, skips, reasons = {}, notes }: StrategyCase,
  options: StrategyProblemsOptions = {},
): string[] {
  const view = buildView(cloud);
  const plan = planOf(strategy, view, parameters);
  if (typeof plan === 'string') return [plan];
  const own = movesOf(plan);
  return [
    ...(JSON.stringify(own) === JSON.stringify(moves)
      ? []
      : [`moves: expected ${listed(moves)}, got ${listed(own)}`]),
    ...(skips === undefined ? [] : skipProblems(plan, skips)),
    ...Object.entries(reasons).flatMap(([id, words]) =>
      unmatched(`the move of ${id}`, words, reasonOf(plan, id)),
    ),
    ...(notes === undefined ? [] : unmatched('notes', notes, plan.notes.join('\n'))),
    ...strategyProblems(strategy, view, parameters, options),
  ];
}

function planOf<Parameters>(
  strategy: AnyStrategy<Parameters>,
  view: ReturnType<typeof buildView>,
  parameters: unknown,
): Plan | string {
  try {
    return makePlan(asStrategy(strategy), view, parameters);
  } catch (error) {
    return (error as Error).message;
  }
}

/** The moves of a plan in words: `v1 to B`, where `B` is short for the pool `B@B#B`. */
export const movesOf = ({ actions }: Pick<Plan, 'actions'>): string[] => actions.map(moveInWords);

function moveInWords({ parameters, after = [] }: PlanAction): string {
  const { resourceId, migrationType, destinationNode, destinationType } = parameters;
  const how = migrationType === 'migrate' || migrationType === 'retype' ? '' : ` by ${migrationType}`;
  const to =
    destinationNode === null || migrationType === 'retype'
      ? `type ${destinationType}`
      : shortName(destinationNode);
  return `${resourceId} to ${to}${how}${after.length === 0 ? '' : ` after ${after.join(', ')}`}`;
}

const shortName = (pool: string): string => /^(.+)@\1#\1$/s.exec(pool)?.[1] ?? pool;

function skipProblems({ skipped }: Plan, expected: Readonly<Record<string, RegExp>>): string[] {
  const own = new Map(skipped.map(({ resourceId, reasons }) => [resourceId, reasons.join('\n')]));
  const surplus = [...own.keys()].filter((id) => expected[id] === undefined);
  return [
    ...Object.entries(expected).flatMap(([id, words]) => unmatched(`volume ${id}`, words, own.get(id))),
    ...surplus.map((id) => `volume ${id}: expected it not to be skipped, got ${own.get(id)}`),
  ];
}

const reasonOf = ({ actions }: Plan, id: string): string | undefined =>
  actions.find(({ parameters }) => parameters.resourceId === id)?.reason ?? undefined;

const unmatched = (what: string, expected: RegExp, got: string | undefined): string[] =>
  got !== undefined && expected.test(got)
    ? []
    : [`${what}: expected ${expected}, got ${got ?? 'nothing of the kind'}`];

const listed = (all: readonly string[]): string => (all.length === 0 ? 'none' : all.join('; '));
