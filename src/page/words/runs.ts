// A run in words: what it is to do, how it stands.
import type { Place, Status } from '../../../machines/types.ts';
import type { RunSummary } from '../../journal/store.ts';
import type { TimelineHead } from '../../journal/timeline.ts';
import { short } from './units.ts';

type Asked = RunSummary['parameters'];

/** `Cold migration`, `Cold retype`, `Swap`. */
export function actionInWords(parameters: Asked): string {
  if (parameters === null) return 'Run';
  if (parameters.migrationType === 'swap') return 'Swap';
  if (parameters.migrationType !== 'cold') return `“${parameters.migrationType}”`;
  if (parameters.destinationNode !== null) return 'Cold migration';
  return parameters.destinationType === null ? 'Cold migration' : 'Cold retype';
}

/** Where the volume is to go; null where nothing is said. */
export function destinationInWords(parameters: Asked): string | null {
  if (parameters === null) return null;
  const { migrationType, destinationNode, destinationType } = parameters;
  if (migrationType === 'cold' && destinationNode !== null) return destinationNode;
  return destinationType === null ? null : `type ${destinationType}`;
}

export type Standing = Status | 'RUNNING' | 'LEFT' | 'GIVEN_UP';

/** How a run of the list stands. */
export function standingOf({ status, endedAt, holder }: RunSummary): Standing {
  if (status !== null) return status;
  if (endedAt !== null) return 'GIVEN_UP';
  return holder === null ? 'LEFT' : 'RUNNING';
}

/** How the chosen run stands; whether somebody drives it, only the list knows. */
export function standingOfHead({ result, endedAt }: TimelineHead, listed: RunSummary | undefined): Standing {
  if (result !== null) return result.status;
  if (endedAt !== null) return 'GIVEN_UP';
  return listed === undefined ? 'RUNNING' : standingOf(listed);
}

/** How long a run took, or takes so far, in milliseconds. `now`: since 1970. */
export const tookMs = (
  { startedAt, endedAt }: Pick<RunSummary, 'startedAt' | 'endedAt'>,
  now: number,
): number => Math.max(0, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));

export const STANDINGS: Readonly<Record<Standing, string>> = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  RUNNING: 'Running',
  LEFT: 'Nobody drives it',
  GIVEN_UP: 'Given up',
};

export const placeInWords = ({ host, type }: Place): string =>
  `${host ?? 'unknown host'} · ${type === null ? 'no type' : `type ${type}`}`;

/** One line for a title. */
export function titleOf(parameters: NonNullable<Asked>): string {
  const destination = destinationInWords(parameters);
  const where = destination === null ? '' : ` to ${destination}`;
  return `${actionInWords(parameters)} of volume ${short(parameters.resourceId)}${where}`;
}
