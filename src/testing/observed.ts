// What is seen of one run: what invariants are functions of.
import type { Result } from '../../machines/context.ts';
import type { Leftover, Parameters } from '../../machines/types.ts';
import type { Entry } from '../journal/records.ts';
import type { LoggedRequest } from '../simulator/index.ts';
import type { ChangeSeen, Look, VolumeLook } from './look.ts';

/** All that was seen of one run. */
export interface Observed {
  readonly parameters: Parameters;
  /** The cloud before the run began. */
  readonly before: Look;
  /** The cloud when the run had ended. */
  readonly after: Look;
  /** The changing requests of the run, each with the cloud as it came in. */
  readonly changes: readonly ChangeSeen[];
  /** The fingerprint of the owner's data as last written; null where others have deleted it or cannot be held to keep it. */
  readonly data: string | null;
  readonly outcome: Result;
  /** The exit status that the command gives. */
  readonly exit: number;
  readonly journal: readonly Entry[];
  /** Whatever else left the run: progress, inspection, printed lines. */
  readonly told: readonly unknown[];
  /** Passwords and tokens: none may be found in what left the run. */
  readonly secrets: readonly string[];
  /** How long the run took, and how long it may take at most. */
  readonly elapsedMs: number;
  readonly deadlineMs: number;
}

export const find = (look: Look, volumeId: string): VolumeLook | undefined =>
  look.volumes.find(({ id }) => id === volumeId);

/** Whether the service did what the request asked for, whatever became of its answer. */
export const hadEffect = ({ served }: LoggedRequest): boolean =>
  served !== null && served >= 200 && served < 300;

/** Whether the request asks Cinder to move a volume. */
export const isMove = ({ body }: LoggedRequest): boolean =>
  Object.keys(body ?? {}).some((action) => action === 'os-migrate_volume' || action === 'os-retype');

/** The deletions of volumes that Cinder took on, each with the cloud as the request came in. */
export const deletionsOf = ({ changes }: Observed): { volumeId: string; cloud: Look }[] =>
  changes.flatMap(({ request, cloud }) => {
    const [, volumeId] = /\/volumes\/([^/]+)$/.exec(request.path) ?? [];
    const deleted = request.method === 'DELETE' && volumeId !== undefined && hadEffect(request);
    return deleted ? [{ volumeId, cloud }] : [];
  });

/** Whether the outcome names what is left behind; ids may be names where no id is known. */
export const isNamed = ({ outcome }: Observed, kind: Leftover['kind'], ids: readonly string[]): boolean =>
  outcome.leftovers.some((leftover) => leftover.kind === kind && ids.includes(leftover.id));
