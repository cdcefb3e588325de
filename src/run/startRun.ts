// One run of the machine: its start, its progress, its cancel, its end.
import { randomUUID } from 'node:crypto';
import { type Actor, createActor, type InspectionEvent, type Observer } from 'xstate';
import type { Actors } from '../../machines/actors.ts';
import type { Limits, Parameters } from '../../machines/types.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import type { Outcome } from '../outcome.ts';
import { abandonedResult } from './abandoned.ts';
import { describe, type MigrationSnapshot, type Progress, statePath } from './progress.ts';

export interface RunOptions {
  /** A lower-case UUID. @default a random one */
  readonly runId?: string;
  readonly limits?: Limits;
  /** @default true */
  readonly lockVolume?: boolean;
  /** Aborting it cancels the run in the way that its state allows. */
  readonly signal?: AbortSignal;
  /** Any XState 5 inspector. */
  readonly inspect?: Observer<InspectionEvent> | ((event: InspectionEvent) => void);
  readonly onProgress?: (progress: Progress) => void;
}

export interface Run {
  readonly runId: string;
  readonly actor: Actor<VolumeMigrateMachine>;
  /** The end; never rejects for what the cloud does. */
  readonly outcome: Promise<Outcome>;
  readonly cancel: () => void;
  /** Stops at once, whatever is under way, and tells what is left. The outcome's promise resolves to the same. */
  readonly abandon: () => Outcome;
}

/** Starts the machine with these actors. */
export function startRun(parameters: Parameters, actors: Actors, options: RunOptions = {}): Run {
  const runId = options.runId ?? randomUUID();
  const startedAt = new Date().toISOString();
  const actor = createActor(volumeMigrateMachine.provide({ actors }), {
    input: {
      runId,
      parameters,
      startedAt,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      ...(options.lockVolume === undefined ? {} : { lockVolume: options.lockVolume }),
    },
    ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
  });
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const withTimes = (result: Omit<Outcome, 'startedAt' | 'endedAt'>): Outcome => ({
    ...result,
    startedAt,
    endedAt: new Date().toISOString(),
  });
  const cancel = (): void => actor.send({ type: 'cancel' });
  const end = (): void => options.signal?.removeEventListener('abort', cancel);
  actor.subscribe({
    next: progressTeller(runId, options.onProgress),
    error: (error) => {
      end();
      reject(error);
    },
    complete: () => {
      end();
      const { output } = actor.getSnapshot();
      if (output !== undefined) resolve(withTimes(output));
    },
  });
  actor.start();
  if (options.signal?.aborted) cancel();
  else options.signal?.addEventListener('abort', cancel, { once: true });
  const abandon = (): Outcome => {
    const outcome = withTimes(abandonedResult(actor.getSnapshot()));
    actor.stop();
    resolve(outcome);
    return outcome;
  };
  return { runId, actor, outcome: promise, cancel, abandon };
}

// Tells of each new state, and of each change of the volume within a state.
function progressTeller(runId: string, tell: RunOptions['onProgress']) {
  const begun = performance.now();
  let last: { path: string; seen: string; note: string | null } | null = null;
  return (snapshot: MigrationSnapshot): void => {
    if (tell === undefined) return;
    const { lastSeen: volume, swapRefusal } = snapshot.context;
    const path = statePath(snapshot.value);
    const seen = `${volume?.status} ${volume?.migrationStatus} ${volume?.host} ${volume?.volumeType}`;
    const note = swapRefusal?.message ?? null;
    if (last?.path === path && last.seen === seen) return;
    const isChange = last?.path === path;
    const progress = {
      runId,
      elapsedMs: performance.now() - begun,
      state: path,
      description: describe(path),
    };
    tell({ ...progress, isChange, volume, note: note === last?.note ? null : note });
    last = { path, seen, note };
  };
}
