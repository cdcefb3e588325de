// Why a run did not start: as data that travels, and as the error that a caller of the engine expects.
import { EngineError } from '../../engine/engineError.ts';
import type { SerializedError } from '../../engine/records.ts';
import { LimitReachedError, RunHeldError } from '../../engine/store.ts';
import { serializeError } from '../../engine/workflow.ts';
import type { Refusal } from './protocol.ts';

/** An error of `start` as data. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RunHeldError) {
    const { runId, holder, message } = error;
    return { kind: 'held', runId, holder, message };
  }
  if (error instanceof LimitReachedError) return { kind: 'limit', slots: error.slots };
  return { kind: 'error', error: serializeError(error) };
}

/** The data as the error that it was. An error of a class that the engine does not know is a `RunRefusedError`. */
export function errorOfRefusal(refusal: Refusal): Error {
  if (refusal.kind === 'held') return new RunHeldError(refusal.runId, refusal.holder, refusal.message);
  if (refusal.kind === 'limit') return new LimitReachedError(refusal.slots);
  return new RunRefusedError(refusal.error);
}

/** A worker could not start the run: with the code, the message and the reasons of its error. */
export class RunRefusedError extends Error {
  override readonly name: string;
  readonly code: string;
  readonly reasons: readonly string[];
  readonly uncertain = false;

  constructor({ name, code, message, reasons }: SerializedError) {
    super(message);
    this.name = name;
    this.code = code;
    this.reasons = reasons;
  }
}

/** A run that was given up has no output. */
export const givenUpError = (runId: string, why: string): EngineError =>
  new EngineError('RunEnded', `run ${runId} was given up: ${why}`);

/** Why a run has no driver whose worker has stopped. */
export const STOPPED: SerializedError = {
  ...{ name: 'RunStopped', code: 'RunStopped', message: 'the worker has stopped the run', reasons: [] },
  uncertain: false,
};
