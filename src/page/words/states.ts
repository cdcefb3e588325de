// States in words: of a volume migration, or of a plan.

import type { InspectedHead } from '../../inspector/inspectedTimeline.ts';
import { WORKFLOW } from '../../volumeMigrate/name.ts';

/** The workflow of the run. */
export const workflowOf = (head: InspectedHead): string => ('workflow' in head ? head.workflow : WORKFLOW);

/** The state in the words of its chart, or its path if the page does not know the chart. */
export const stateInWords = (workflow: string, state: string): string =>
  STATE_DESCRIPTIONS[workflow]?.[state] ?? state;
