// Checks what a strategy proposes, and fills in what it omits.
import type { PlanAction } from '../../machines/plan/types.ts';
import type { MigrationParameters } from '../../machines/types.ts';
import { InvalidPlanError } from '../errors.ts';
import { show } from '../inputInWords.ts';
import type { PlanSkipped } from '../plan/file/types.ts';
import { poolsOfMoves } from './planPools.ts';
import type { Proposal, ProposedAction } from './types.ts';
import { indexed } from './view/indexed.ts';
import type { CloudView } from './view/types.ts';

/** A proposal without omissions. */
export interface CompleteProposal {
  readonly actions: readonly PlanAction[];
  readonly skipped: readonly PlanSkipped[];
  readonly pools: NonNullable<Proposal['pools']>;
  readonly limits: NonNullable<Proposal['limits']>;
  readonly empties: readonly string[];
  readonly notes: readonly string[];
}

const MOST_PROBLEMS = 50;

/** Throws `InvalidPlanError`, which lists what is wrong with the proposal. */
export function completeProposal(given: Proposal, view: CloudView): CompleteProposal {
  const problems = problemsOf(given);
  if (problems.length > 0) throw new InvalidPlanError(problems.slice(0, MOST_PROBLEMS));
  const { actions, skipped = [], pools, limits = {}, empties = [], notes = [] } = given;
  const isNamed = actions.every(({ resourceName }) => resourceName !== undefined);
  const names = new Map(isNamed ? [] : view.volumes.map(({ id, name }) => [id, name]));
  const completed = actions.map((action) => complete(action, names));
  return {
    ...{ actions: completed, skipped, limits, empties, notes },
    pools: pools ?? poolsOfMoves(indexed(view), completed),
  };
}

function complete(action: ProposedAction, names: ReadonlyMap<string, string>): PlanAction {
  const { parameters, resourceName, reason = null, notBefore = null, window = null, after = [] } = action;
  const name = resourceName ?? names.get(parameters.resourceId);
  return {
    parameters: parametersOf(parameters),
    ...{ resourceName: name === undefined || name === '' ? null : name, reason, notBefore, window },
    ...(after.length === 0 ? {} : { after }),
  };
}

const parametersOf = ({
  resourceId,
  destinationNode = null,
  destinationType = null,
  migrationType = destinationNode === null ? 'retype' : 'migrate',
  swapMethod = 'auto',
  allowEncryptionChange = false,
}: ProposedAction['parameters']): MigrationParameters => ({
  ...{ resourceId, migrationType, destinationNode, destinationType, swapMethod, allowEncryptionChange },
});

function problemsOf(given: unknown): string[] {
  if (!isObject(given)) return [`the strategy proposed ${show(given)}: expected an object with actions`];
  if (given instanceof Promise) return ['the strategy proposed a promise: propose must not be async'];
  const { actions, skipped = [] } = given;
  if (!Array.isArray(actions)) return [`actions: expected a list, got ${show(actions)}`];
  return [
    ...['skipped', 'pools', 'empties', 'notes']
      .filter((key) => given[key] !== undefined && !Array.isArray(given[key]))
      .map((key) => `${key}: expected a list, got ${show(given[key])}`),
    ...actions.flatMap(actionProblems),
    ...(Array.isArray(skipped) ? skipped.flatMap(skippedProblems) : []),
  ];
}

function actionProblems(action: unknown, index: number): string[] {
  const parameters = isObject(action) ? action['parameters'] : undefined;
  const at = `actions[${index}].parameters`;
  if (!isObject(parameters)) return [`${at}: expected an object, got ${show(parameters)}`];
  const { resourceId, destinationNode = null, destinationType = null } = parameters;
  return [
    ...(isText(resourceId) ? [] : [`${at}.resourceId: expected the ID of a volume, got ${show(resourceId)}`]),
    ...(isText(destinationNode) || isText(destinationType)
      ? []
      : [`${at}: expected a destinationNode or a destinationType`]),
  ];
}

function skippedProblems(row: unknown, index: number): string[] {
  if (isObject(row) && isText(row['resourceId']) && Array.isArray(row['reasons'])) return [];
  return [`skipped[${index}]: expected an object with resourceId and reasons, got ${show(row)}`];
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
