// A run in words: its goal and its status.
import { nodeOf } from '../../../machines/migrationTypes.ts';
import type { RunStatus, VolumePlace } from '../../../machines/types.ts';
import type { TimelineHead } from '../../volumeMigrate/records.ts';
import type { MigrationSummary } from '../../volumeMigrate/runSummary.ts';
import { short } from './units.ts';

type Asked = MigrationSummary['parameters'];

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
export function destinationInWords(parameters: Asked): string | null {
  if (parameters === null) return null;
  const [node, { destinationType }] = [nodeOf(parameters), parameters];
  if (node !== null) return node;
  return destinationType === null ? null : `type ${destinationType}`;
}

export type Standing = RunStatus | 'RUNNING' | 'LEFT' | 'GIVEN_UP';

/** The status of a run in the list. */
export function standingOf({ status, endedAt, holder }: MigrationSummary): Standing {
  if (status !== null) return status;
  if (endedAt !== null) return 'GIVEN_UP';
  return holder === null ? 'LEFT' : 'RUNNING';
}

/** The status of the chosen run; only the list knows whether a process drives it. */
export function standingOfHead(
  { result, endedAt }: TimelineHead,
  listed: MigrationSummary | undefined,
): Standing {
  if (result !== null) return result.status;
  if (endedAt !== null) return 'GIVEN_UP';
  return listed === undefined ? 'RUNNING' : standingOf(listed);
}

/** How long a run took, or has taken so far, in milliseconds. `now`: since 1970. */
export const tookMs = (
  { startedAt, endedAt }: Pick<MigrationSummary, 'startedAt' | 'endedAt'>,
  now: number,
): number => Math.max(0, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));

export const STANDINGS: Readonly<Record<Standing, string>> = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  RUNNING: 'Running',
  LEFT: 'Interrupted',
  GIVEN_UP: 'Given up',
};

export const placeInWords = ({ host, type }: VolumePlace): string =>
  `${host ?? 'unknown host'} · ${type === null ? 'no type' : `type ${type}`}`;

/** One line for a title. */
export function titleOf(parameters: NonNullable<Asked>): string {
  const destination = destinationInWords(parameters);
  const where = destination === null ? '' : ` to ${destination}`;
  return `${actionInWords(parameters)} of volume ${short(parameters.resourceId)}${where}`;
}
