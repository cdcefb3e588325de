// Whether the records of a run are those of another workflow than the volume migration.
import type { WorkflowEntry } from '../engine/records.ts';
import { WORKFLOW } from './name.ts';

/** Name of the other workflow, by the run's first record; null for a volume migration, and if there is no valid first record. */
export function otherWorkflowOf(first: WorkflowEntry | undefined): string | null {
  if (first?.record.kind !== 'started') return null;
  // Runs of version 0.1.0 name no workflow.
  const { workflow = WORKFLOW } = first.record;
  return workflow === WORKFLOW ? null : workflow;
}
