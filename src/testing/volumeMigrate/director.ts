// Makes the staged cloud give a path's replies, one after the other.
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import type { VolumeMigrateMachine } from '../../../machines/volumeMigrate.ts';
import { VolumeMigrateError } from '../../../machines/volumeMigrateError.ts';
import { stepsAfter } from '../../engine/chartSteps.ts';
import type { EngineRun } from '../../engine/engine.ts';
import type { Walk } from '../walk.ts';
import type { SteeredReply } from './reply.ts';
import type { Stage } from './stage.ts';

/** The run took another path. */
export class StrayedError extends VolumeMigrateError {
  override readonly name = 'StrayedError';
  readonly code = 'Strayed';
}

export interface Director {
  /** Steers a run that is about to start. */
  readonly direct: (run: Pick<EngineRun, 'send' | 'subscribe' | 'snapshot'>) => void;
  /** Rejects with `StrayedError` when the machine receives something else; never resolves. */
  readonly straying: Promise<never>;
}

/**
 * Steers to one reply after the other: to the next as soon as the machine has received the one before, and
 * before it requests anything more.
 */
export function director(
  machine: VolumeMigrateMachine,
  stage: Stage,
  walk: Walk<VolumeMigrateMachine, SteeredReply>,
): Director {
  const { promise, reject } = Promise.withResolvers<never>();
  let next = 1;
  const direct: Director['direct'] = ({ send, subscribe }) => {
    let before: AnyMachineSnapshot | null = null;
    const steer = (): void => {
      stage.calm();
      const reply = walk[next]?.reply;
      reply?.steer(stage);
      if (reply?.isOwn) queueMicrotask(() => send(reply.event));
    };
    const see = (event: EventObject, from: AnyMachineSnapshot): void => {
      const came = stepsAfter(machine, from, event)[0]?.taken?.id;
      const wanted = walk[next];
      if (event.type !== wanted?.reply?.event.type || came !== wanted.taken[0]?.id) {
        reject(new StrayedError(straying(walk, next, event, came)));
        return;
      }
      next += 1;
      steer();
    };
    subscribe((snapshot, event) => {
      const from = before;
      before = snapshot;
      if (from !== null && event !== null) see(event, from);
    });
    steer();
  };
  return { direct, straying: promise };
}

function straying(
  walk: Walk<VolumeMigrateMachine, SteeredReply>,
  next: number,
  event: EventObject,
  came: string | undefined,
): string {
  const before = walk[next - 1]?.reply?.words ?? 'the start';
  const wanted = walk[next]?.reply?.words ?? 'nothing more';
  const received = `${JSON.stringify(event)} (${came ?? 'no transition'})`;
  return `after "${before}" the machine received ${received} instead of "${wanted}"`;
}
