// Makes the staged cloud give a path's replies, one after the other.
import type { Actor, AnyTransitionDefinition, EventObject } from 'xstate';
import { declared } from '../../../machines/transitions.ts';
import type { VolumeMigrateMachine } from '../../../machines/volumeMigrate.ts';
import type { Walk } from '../walk.ts';
import type { SteeredReply } from './reply.ts';
import type { Stage } from './stage.ts';

/** The run went another way than its path. */
export class StrayedError extends Error {
  override readonly name = 'StrayedError';
}

/**
 * Steers to one reply after the other: to the next as soon as the machine was told the one before, and before it asks for
 * anything more. Rejects with `StrayedError` when the machine is told something else; never resolves.
 */
export function direct(
  actor: Actor<VolumeMigrateMachine>,
  stage: Stage,
  walk: Walk<VolumeMigrateMachine, SteeredReply>,
): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  let next = 1;
  let isNew = false;
  const steer = (): void => {
    stage.calm();
    const reply = walk[next]?.reply;
    reply?.steer(stage);
    if (reply?.isOwn) queueMicrotask(() => actor.send(reply.event as never));
  };
  const see = (event: EventObject, taken: readonly AnyTransitionDefinition[]): void => {
    const [came] = taken.map(declared);
    const wanted = walk[next];
    if (event.type !== wanted?.reply?.event.type || came?.id !== wanted.taken[0]?.id) {
      reject(new StrayedError(straying(walk, next, event, came?.id)));
      return;
    }
    next += 1;
    steer();
  };
  actor.system.inspect((inspection) => {
    if (inspection.actorRef !== actor) return;
    if (inspection.type === '@xstate.event') isNew = inspection.event.type !== 'xstate.init';
    if (inspection.type !== '@xstate.microstep' || !isNew) return;
    isNew = false;
    see(inspection.event, inspection._transitions);
  });
  steer();
  return promise;
}

function straying(
  walk: Walk<VolumeMigrateMachine, SteeredReply>,
  next: number,
  event: EventObject,
  came: string | undefined,
): string {
  const before = walk[next - 1]?.reply?.words ?? 'the start';
  const wanted = walk[next]?.reply?.words ?? 'nothing more';
  return `after "${before}" came ${JSON.stringify(event)} by ${came ?? 'no transition'}, not "${wanted}"`;
}
