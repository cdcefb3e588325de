// Why the engine did not do what it was asked to.
import { VolumeMigrateError } from '../../machines/volumeMigrateError.ts';

/**
 * - `RunNotFound`: the journal has no such run.
 * - `RunEnded`: the run has ended, or was given up.
 * - `RunOpen`: the run has not ended.
 * - `WorkflowUnknown`: the engine does not know the workflow of the run.
 * - `WorkflowUnusable`: the machine cannot be run durably; the message lists every problem.
 * - `RunDriven`: the run has an actor already, or was closed.
 * - `RunStopped`: the run was stopped before it began.
 * - `MachineMisused`: the machine of an embedded run was given other implementations (`provide`), or a new run was given a
 *   snapshot.
 * - `StoreClosed`: the store of the journal was closed.
 */
export type EngineErrorCode =
  | 'RunNotFound'
  | 'RunEnded'
  | 'RunOpen'
  | 'WorkflowUnknown'
  | 'WorkflowUnusable'
  | 'RunDriven'
  | 'RunStopped'
  | 'MachineMisused'
  | 'StoreClosed';

export class EngineError extends VolumeMigrateError {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
