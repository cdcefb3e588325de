// What a run leaves when it is stopped at once.
import type { Context, Result } from '../../machines/context.ts';
import { moveUnderWay } from '../../machines/leftovers.ts';
import { resultOf } from '../../machines/result.ts';
import type { Fault, Leftover, Status } from '../../machines/types.ts';
import { describe, type MigrationSnapshot, statePath } from './progress.ts';

/** The result of a run that is stopped where it stands. */
export const abandonedResult = (snapshot: MigrationSnapshot): Result =>
  stoppedResult(snapshot, (where) => `stopped at once (${where}): nothing more was cleaned up`);

/** The result of a run that is left open: a fresh sign-in is needed to resume it. `resume`: the command that does. */
export const suspendedResult = (snapshot: MigrationSnapshot, fault: Fault, resume: string): Result =>
  stoppedResult(
    snapshot,
    (where) =>
      `the run is not over (${where}), but it can ask the cloud nothing more: ${fault.message}. Sign in again and resume it: ${resume}`,
  );

/** The result of a run that an error of this program ended: what it has done, and how it is resumed. */
export const brokenResult = (snapshot: MigrationSnapshot, fault: Fault, resume: string | null): Result =>
  stoppedResult(
    snapshot,
    (where) =>
      `the program itself failed (${where}), and nothing more was cleaned up${resume === null ? '' : `: ${resume} goes on from there`}`,
    fault,
  );

// A run that has ended meanwhile keeps its result.
function stoppedResult(
  { context, value, output }: MigrationSnapshot,
  warningAt: (where: string) => string,
  failure: Fault | null = null,
): Result {
  if (output !== undefined) return output;
  const state = statePath(value);
  const stopped = { ...context, failure: context.failure ?? failure };
  return resultOf({
    ...stopped,
    status: statusOf(stopped, state),
    warnings: [...context.warnings, warningAt(describe(state))],
    leftovers: [...context.leftovers, ...madeSoFar(context, state)],
  });
}

// Where the data has moved, or the run has failed already, stopping it does not change that.
function statusOf(context: Context, state: string): Status {
  if (context.failure !== null) return 'FAILED';
  return context.swapProven || state.startsWith('verifying.watchingSourceCopies') ? 'SUCCEEDED' : 'CANCELLED';
}

function madeSoFar(context: Context, state: string): Leftover[] {
  const named = new Set(context.leftovers.map(({ id }) => id));
  return [...users(context, state), ...volumes(context, state), ...moves(context, state)].filter(
    ({ id }) => !named.has(id),
  );
}

function users({ temporaryUser, runId }: Context, state: string): Leftover[] {
  if (temporaryUser !== null) {
    return [{ kind: 'user', id: temporaryUser.id, why: `temporary user ${temporaryUser.name}` }];
  }
  if (!state.endsWith('creatingTemporaryUser')) return [];
  const why = 'a temporary user of this name may have been made';
  return [{ kind: 'user', id: `volume-migrate-${runId}`, why }];
}

function volumes(context: Context, state: string): Leftover[] {
  const { destinationVolumeId, swapAsked, swapProven, sourceDeleted, runId, parameters } = context;
  const source = { kind: 'volume', id: parameters.resourceId } as const;
  if (swapProven) return sourceDeleted ? [] : [{ ...source, why: 'the source of a proven swap' }];
  if (destinationVolumeId === null) {
    const why = 'a volume with this metadata may have been made';
    return state.endsWith('creatingDestinationVolume')
      ? [{ kind: 'volume', id: `volume-migrate:run=${runId}`, why }]
      : [];
  }
  const destination = { kind: 'volume', id: destinationVolumeId } as const;
  if (swapAsked === 'no') return [{ ...destination, why: 'destination made for this run, unused' }];
  return [
    { ...source, why: 'source of a swap that is not proven' },
    { ...destination, why: 'destination of a swap that is not proven: look before you delete anything' },
  ];
}

function moves(context: Context, state: string): Leftover[] {
  const isMoving = /\.(requesting|watching)(Migration|Retype)$/.test(state);
  if (!isMoving && !state.startsWith('explaining')) return [];
  const leftover = moveUnderWay(context);
  return [
    context.did === null ? { ...leftover, why: 'Cinder was being asked to move the volume' } : leftover,
  ];
}
