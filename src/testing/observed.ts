// What is observed of one run: the input of the invariants.
import type { Leftover, MigrationParameters } from '../../machines/types.ts';
import type { LoggedRequest } from '../simulator/index.ts';
import type { Outcome } from '../volumeMigrate/outcome.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import type { ChangeSeen, Look, VolumeLook } from './look.ts';

/** Everything that was observed of one run. */
export interface Observed {
  readonly parameters: MigrationParameters;
  /** The cloud before the run started. */
  readonly before: Look;
  /** The cloud when the run had ended. */
  readonly after: Look;
  /** The changing requests of the run, each with the state of the cloud when it arrived. */
  readonly changes: readonly ChangeSeen[];
  /**
   * The fingerprint of the owner's data as last written; null if others have deleted it or cannot be expected
   * to keep it.
   */
  readonly data: string | null;
  readonly outcome: Omit<Outcome, 'startedAt' | 'endedAt'>;
  /** The exit status of the command. */
  readonly exit: number;
  readonly journal: readonly JournalEntry[];
  /** Everything else that left the run: progress, inspection, printed lines. */
  readonly told: readonly unknown[];
  /** Passwords and tokens: none may appear in what left the run. */
  readonly secrets: readonly string[];
  /** How long the run took, and its maximum, in milliseconds. */
  readonly elapsedMs: number;
  readonly deadlineMs: number;
}

export const find = (look: Look, volumeId: string): VolumeLook | undefined =>
  look.volumes.find(({ id }) => id === volumeId);

/** Whether the service did what the request asked for, even if its response was lost. */
export const hadEffect = ({ served }: LoggedRequest): boolean =>
  served !== null && served >= 200 && served < 300;

/** Whether the request asks Cinder to move a volume. */
export const isMove = ({ body }: LoggedRequest): boolean =>
  Object.keys(body ?? {}).some((action) => action === 'os-migrate_volume' || action === 'os-retype');

/**
 * The deletions of volumes that Cinder accepted, each with the state of the cloud when the request arrived.
 */
export const deletionsOf = ({ changes }: Observed): { volumeId: string; cloud: Look }[] =>
  changes.flatMap(({ request, cloud }) => {
    const [, volumeId] = /\/volumes\/([^/]+)$/.exec(request.path) ?? [];
    const deleted = request.method === 'DELETE' && volumeId !== undefined && hadEffect(request);
    return deleted ? [{ volumeId, cloud }] : [];
  });

/** Whether the outcome names what is left behind; `ids` may be names if no ID is known. */
export const isNamed = ({ outcome }: Observed, kind: Leftover['kind'], ids: readonly string[]): boolean =>
  outcome.leftovers.some((leftover) => leftover.kind === kind && ids.includes(leftover.id));
