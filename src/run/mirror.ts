// The run as inspectors see it: a second actor of the machine, told the same events. Whatever is done to it, the run is not.
import {
  type Actor,
  type ActorLogic,
  type AnyActorRef,
  type AnyEventObject,
  createActor,
  fromCallback,
  type InspectionEvent,
  type Observer,
  type Snapshot,
} from 'xstate';
import { type Actors, OBSERVERS, PORTS } from '../../machines/actors.ts';
import type { RunEvent } from '../../machines/context.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { fromJournal, toJournal } from '../journal/events.ts';
import type { JournalEvent } from '../journal/records.ts';
import { contained } from './harmless.ts';
import type { RunActorOptions } from './sharedMachine.ts';

/** Any XState 5 inspector. */
export type Inspect = Observer<InspectionEvent> | ((event: InspectionEvent) => void);

/**
 * Lets an inspector see a run that is about to start. Its actors, events and snapshots are copies: to change them, to
 * send to them, or to throw does nothing to the run. Gives back a function that ends the mirror.
 */
export function mirrored(
  actor: Actor<VolumeMigrateMachine>,
  inspect: Inspect,
  options: Pick<RunActorOptions, 'input' | 'snapshot'>,
): () => void {
  const watches = new Map<string, (event: AnyEventObject) => void>();
  const machine = volumeMigrateMachine.provide({ actors: mirroredActors(watches) });
  const tell = contained(
    (event: InspectionEvent) => (typeof inspect === 'function' ? inspect(event) : inspect.next?.(event)),
    'inspect',
  );
  const mirror = createActor(machine, { ...structuredClone(options), inspect: tell });
  // Without a listener XState would throw the error where it ends the process.
  mirror.subscribe({ error: () => {} });
  const follow = contained((event: InspectionEvent) => {
    if (event.type !== '@xstate.event' || event.actorRef !== actor) return;
    const told = toJournal(event.event);
    if (event.event.type === 'xstate.init') mirror.start();
    else if (told !== null) feed(mirror, watches, structuredClone(told), event.sourceRef as AnyActorRef);
  }, 'inspect');
  actor.system.inspect(follow);
  return () => mirror.stop();
}

function feed(
  mirror: Actor<VolumeMigrateMachine>,
  watches: Map<string, (event: AnyEventObject) => void>,
  event: JournalEvent,
  from: AnyActorRef | undefined,
): void {
  const children: Readonly<Record<string, AnyActorRef | undefined>> = mirror.getSnapshot().children;
  const direct = (): void => mirror.send(fromJournal(event) as RunEvent);
  if (event.type === 'done' || event.type === 'failed') {
    const child = children[event.call];
    if (child === undefined || watches.has(event.call)) direct();
    else if (event.type === 'done') child.send({ type: RESOLVE, data: event.output });
    else child.send({ type: REJECT, data: event.fault });
    return;
  }
  const watch = watches.get(from?.id ?? '') ?? direct;
  watch(event);
}

// As XState's own promises name them: an inspector sees the same events.
const RESOLVE = 'xstate.promise.resolve';
const REJECT = 'xstate.promise.reject';

type CallSnapshot = Snapshot<unknown> & { readonly input: unknown };

// A call that nobody makes: it is told how the run's own call has ended.
const call: ActorLogic<CallSnapshot, { type: string; data?: unknown }, unknown> = {
  getInitialSnapshot: (_, input) => ({ status: 'active', output: undefined, error: undefined, input }),
  transition: (snapshot, event) => {
    if (event.type === RESOLVE)
      return { ...snapshot, status: 'done', output: event.data, error: undefined } as CallSnapshot;
    if (event.type === REJECT)
      return { ...snapshot, status: 'error', output: undefined, error: event.data } as CallSnapshot;
    return event.type === 'xstate.stop' ? ({ ...snapshot, status: 'stopped' } as CallSnapshot) : snapshot;
  },
  getPersistedSnapshot: (snapshot) => snapshot,
};

const mirroredActors = (watches: Map<string, (event: AnyEventObject) => void>): Actors =>
  Object.fromEntries([
    ...Object.keys(PORTS).map((name) => [name, call]),
    ...OBSERVERS.map((name) => [
      name,
      fromCallback(({ self, sendBack }) => {
        watches.set(self.id, sendBack);
        return () => void watches.delete(self.id);
      }),
    ]),
  ]) as unknown as Actors;
