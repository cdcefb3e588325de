// Which phase of a run a state belongs to.

/**
 * The group of the state in the chart: `swap.updatingAttachment` for `swap.updatingAttachment.watchingSwap`. A state without a
 * group, and parallel states, are a phase of their own.
 */
export function phaseOf(state: string): string {
  const end = state.includes(',') ? -1 : state.lastIndexOf('.');
  return end < 0 ? state : state.slice(0, end);
}
