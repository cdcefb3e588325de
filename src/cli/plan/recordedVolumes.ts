// The volumes of a plan as its records name them: what it was started with, and what the cloud showed then.
import type { PlanContext } from '../../../machines/plan/context.ts';
import type { MoveFacts, PlanInput } from '../../../machines/plan/types.ts';
import type { WorkflowEntry } from '../../engine/records.ts';

/** The plan's moves and the facts of its survey, without replaying it; the facts are empty if there was no survey. */
export function recordedVolumes(entries: readonly WorkflowEntry[]): Pick<PlanContext, 'input' | 'facts'> {
  const [first] = entries;
  const input = first?.record.kind === 'started' ? first.record.input : { moves: [] };
  return { input: input as PlanInput, facts: surveyIn(entries) };
}

function surveyIn(entries: readonly WorkflowEntry[]): readonly MoveFacts[] {
  for (const { record } of entries)
    if (record.kind === 'event' && record.event.type === 'done' && record.event.call === 'surveyVolumes')
      return record.event.output as readonly MoveFacts[];
  return [];
}
