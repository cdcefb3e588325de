// The result of a run that is stopped at once.
import type { MigrationContext, MigrationResult } from '../../machines/context.ts';
import { moveUnderWay } from '../../machines/leftovers.ts';
import { resultOf } from '../../machines/result.ts';
import type { Fault, Leftover, RunStatus } from '../../machines/types.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { describe, statePath } from '../engine/statePath.ts';
import type { MigrationSnapshot } from './definition.ts';
import type { OutcomeStatus } from './outcome.ts';

/** The result of a run that is stopped in its current state. */
export const abandonedResult = (snapshot: MigrationSnapshot): MigrationResult =>
  stoppedResult(snapshot, (where) => `stopped at once (${where}): nothing more was cleaned up`);

/** The result of a run that its process has left, to be resumed. What it has created is no leftover yet. */
export function leftResult(
  snapshot: MigrationSnapshot,
): Omit<MigrationResult, 'status'> & { readonly status: OutcomeStatus } {
  const { context, output } = snapshot;
  if (output !== undefined) return output;
  return { ...resultOf({ ...context, status: 'CANCELLED' }), status: 'UNFINISHED' };
}

/**
 * The result of a run that is left open: resuming it needs a fresh sign-in. `resume`: the command that does
 * so.
 */
export const suspendedResult = (snapshot: MigrationSnapshot, fault: Fault, resume: string): MigrationResult =>
  stoppedResult(
    snapshot,
    (where) =>
      `the run is still open (${where}), but it can no longer access the cloud: ${fault.message}. Sign in again, then resume it: ${resume}`,
  );

/** The result of a run that an error of this program ended: what it has done, and how to resume it. */
export const brokenResult = (
  snapshot: MigrationSnapshot,
  fault: Fault,
  resume: string | null,
): MigrationResult =>
  stoppedResult(
    snapshot,
    (where) =>
      `volume-migrate itself failed (${where}), and nothing more was cleaned up${resume === null ? '' : `. To resume the run: ${resume}`}`,
    fault,
  );

// A run that has already ended keeps its result.
function stoppedResult(
  { context, value, output }: MigrationSnapshot,
  warningAt: (where: string) => string,
  failure: Fault | null = null,
): MigrationResult {
  if (output !== undefined) return output;
  const state = statePath(value);
  const stopped = { ...context, failure: context.failure ?? failure };
  return resultOf({
    ...stopped,
    status: statusOf(stopped, state),
    warnings: [...context.warnings, warningAt(describe(volumeMigrateMachine, state))],
    leftovers: [...context.leftovers, ...madeSoFar(context, state)],
  });
}

// If the data has moved, or the run has already failed, stopping it does not change that.
function statusOf(context: MigrationContext, state: string): RunStatus {
  if (context.failure !== null) return 'FAILED';
  return context.swapProven || state.startsWith('verifying.watchingSourceCopies') ? 'SUCCEEDED' : 'CANCELLED';
}

function madeSoFar(context: MigrationContext, state: string): Leftover[] {
  const named = new Set(context.leftovers.map(({ id }) => id));
  return [...users(context, state), ...volumes(context, state), ...moves(context, state)].filter(
    ({ id }) => !named.has(id),
  );
}

function users({ temporaryUser, runId }: MigrationContext, state: string): Leftover[] {
  if (temporaryUser !== null) {
    return [{ kind: 'user', id: temporaryUser.id, why: `temporary user ${temporaryUser.name}` }];
  }
  if (!state.endsWith('creatingTemporaryUser')) return [];
  const why = 'a temporary user of this name may have been created';
  return [{ kind: 'user', id: `volume-migrate-${runId}`, why }];
}

function volumes(context: MigrationContext, state: string): Leftover[] {
  const { destinationVolumeId, swapAsked, swapProven, sourceDeleted, runId, parameters } = context;
  const source = { kind: 'volume', id: parameters.resourceId } as const;
  if (swapProven) return sourceDeleted ? [] : [{ ...source, why: 'the source of a proven swap' }];
  if (destinationVolumeId === null) {
    const why = 'a volume with this metadata may have been created';
    return state.endsWith('creatingDestinationVolume')
      ? [{ kind: 'volume', id: `volume-migrate:run=${runId}`, why }]
      : [];
  }
  const destination = { kind: 'volume', id: destinationVolumeId } as const;
  if (swapAsked === 'no') return [{ ...destination, why: 'destination created for this run, unused' }];
  return [
    { ...source, why: 'source of a swap that is not proven' },
    { ...destination, why: 'destination of a swap that is not proven: check before you delete anything' },
  ];
}

function moves(context: MigrationContext, state: string): Leftover[] {
  const isMoving = /\.(requesting|watching)(Migration|Retype)$/.test(state);
  if (!isMoving && !state.startsWith('explaining')) return [];
  const leftover = moveUnderWay(context);
  return [
    context.did === null
      ? { ...leftover, why: 'it is not known whether Cinder accepted the request to move the volume' }
      : leftover,
  ];
}
