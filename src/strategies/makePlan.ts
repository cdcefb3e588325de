// Makes a plan from a view of a cloud by a strategy.
import { InvalidParametersError, StrategyFailedError } from '../errors.ts';
import type { Plan } from '../plan/file/types.ts';
import { asStrategy, type OwnStrategy } from './asStrategy.ts';
import { completeProposal } from './completeProposal.ts';
import { parametersFor } from './parametersFor.ts';
import { createPlanDraft } from './planDraft.ts';
import type { Proposal, Strategy } from './types.ts';
import type { CloudView } from './view/types.ts';

/**
 * The plan that a strategy proposes. It depends only on the view and the parameters: the same view gives the same plan.
 * Throws `InvalidParametersError`, which lists every problem of the parameters or of the strategy object, `InvalidPlanError` if the
 * proposal is invalid, and `StrategyFailedError` if the strategy throws.
 */
export function makePlan<Parameters>(
  strategy: Strategy<Parameters> | OwnStrategy<Parameters>,
  view: CloudView,
  parameters: unknown = {},
): Plan {
  const whole = asStrategy(strategy);
  const proposal = proposalOf(whole, view, parametersFor(whole, parameters));
  return {
    ...{ cloud: view.cloud, createdAt: view.takenAt, classes: { attached: null, root: null } },
    ...completeProposal(proposal, view),
  };
}

function proposalOf(strategy: Strategy, view: CloudView, parameters: unknown): Proposal {
  try {
    return strategy.propose(view, parameters, createPlanDraft(view));
  } catch (error) {
    // Its parameters name something that the cloud does not have.
    if (error instanceof InvalidParametersError) throw error;
    throw new StrategyFailedError(strategy.name, error);
  }
}
