// The name of the workflow that makes the moves of a plan.

/** The name of the workflow in the journal. */
export const PLAN_WORKFLOW = 'plan';
