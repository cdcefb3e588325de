// Reports of a run while it is under way.
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { EngineDriveOptions, RunProgress } from './engineRun.ts';
import { safeCallback } from './safeCallback.ts';
import { describe, statePath } from './statePath.ts';

const untold = (): void => {};

/** A function that reports each snapshot of a run to its `onProgress`. */
export function progressOf(
  machine: AnyStateMachine,
  runId: string,
  onProgress: EngineDriveOptions['onProgress'],
) {
  if (onProgress === undefined) return untold;
  const begun = performance.now();
  const report = safeCallback(
    (progress: RunProgress) => onProgress({ ...progress, context: structuredClone(progress.context) }),
    'onProgress',
  );
  return ({ value, context }: AnyMachineSnapshot): void => {
    const state = statePath(value);
    const elapsedMs = performance.now() - begun;
    report({ runId, elapsedMs, state, description: describe(machine, state), context });
  };
}
