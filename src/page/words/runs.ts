// A run in words: its goal and its destination.
import { nodeOf } from '../../../machines/migrationTypes.ts';
import type { PlanInput } from '../../../machines/plan/types.ts';
import type { MigrationParameters, VolumePlace } from '../../../machines/types.ts';
import type { RecordedHead } from '../../engine/recordedTimeline.ts';
import type { InspectedRun } from '../../inspector/inspectedRun.ts';
import type { InspectedHead } from '../../inspector/inspectedTimeline.ts';
import { PLAN_WORKFLOW } from '../../plan/name.ts';
import { isPlanHead } from '../plan/planAt.ts';
import { NO_NAMES, type TypeNames, typeInWords } from './typeNames.ts';
import { count, short } from './units.ts';

type Asked = MigrationParameters | null;

/** `Cold migration`, `Cold retype`, `Swap`, `Migration`, `Retype`. */
export function actionInWords(parameters: Asked): string {
  if (parameters === null) return 'Run';
  const { migrationType } = parameters;
  if (migrationType === 'swap') return 'Swap';
  if (migrationType === 'migrate') return 'Migration';
  if (migrationType === 'retype') return 'Retype';
  if (migrationType !== 'cold') return `“${migrationType}”`;
  if (parameters.destinationNode !== null) return 'Cold migration';
  return parameters.destinationType === null ? 'Cold migration' : 'Cold retype';
}

/** Where the volume is to go; null if nothing is given. */
export function destinationInWords(parameters: Asked, names: TypeNames = NO_NAMES): string | null {
  if (parameters === null) return null;
  const [node, { destinationType }] = [nodeOf(parameters), parameters];
  if (node !== null) return node;
  return destinationType === null ? null : `type ${typeInWords(destinationType, names)}`;
}

export const placeInWords = ({ host, type }: VolumePlace, names: TypeNames = NO_NAMES): string =>
  `${host ?? 'unknown host'} · ${type === null ? 'no type' : `type ${typeInWords(type, names)}`}`;

/** One line for a title. */
export function titleOf(parameters: MigrationParameters, names: TypeNames = NO_NAMES): string {
  const destination = destinationInWords(parameters, names);
  const where = destination === null ? '' : ` to ${destination}`;
  return `${actionInWords(parameters)} of volume ${short(parameters.resourceId)}${where}`;
}

/** The same for a run of any workflow. */
export const titleOfHead = (head: InspectedHead, names: TypeNames): string =>
  'workflow' in head ? workflowTitle(head) : titleOf(head.input.parameters, names);

const workflowTitle = (head: RecordedHead): string =>
  isPlanHead(head) ? planTitle((head.input as PlanInput).moves) : `Workflow ${head.workflow}`;

/** `Plan of 300 moves`. */
export const planTitle = ({ length }: PlanInput['moves']): string => `Plan of ${count(length, 'move')}`;

/** What a run in the list is for: `Swap`, `Plan`, `Workflow backup`. */
export function goalInWords({ volumeId, workflow, parameters }: InspectedRun): string {
  if (volumeId !== null) return actionInWords(parameters);
  return workflow === PLAN_WORKFLOW ? 'Plan' : `Workflow ${workflow}`;
}

/** Where the volume of a run in the list is to go. */
export function listedDestination({ parameters, names }: InspectedRun): string | null {
  const [id, name] = [parameters?.destinationType, names.destinationType];
  return destinationInWords(parameters, id == null || name === undefined ? NO_NAMES : new Map([[id, name]]));
}
