// The machine that the runs of this process share: `provide` would make one for each of them, 130 KB of memory.
// Its actors look up what they are to do by the actor system of the run that they are in.
import { type Actor, type ActorOptions, createActor } from 'xstate';
import { OBSERVERS, PORTS, type PortName } from '../../machines/actors.ts';
import type { Input } from '../../machines/context.ts';
import type { Observers, Ports } from '../../machines/ports.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { type AnyCall, type AnyWatch, actorsFrom } from './actors.ts';

/** The calls and the watches of one run. Each of the two is asked for once, when it is first needed. */
export interface Work {
  readonly ports: () => Ports;
  readonly observers: () => Observers;
}

export type RunActorOptions = ActorOptions<VolumeMigrateMachine> & { readonly input: Input };

const works = new WeakMap<object, { readonly work: Work; ports?: Ports; observers?: Observers }>();

/** An actor of the shared machine that does this work. */
export function createSharedActor(work: Work, options: RunActorOptions): Actor<VolumeMigrateMachine> {
  const actor = createActor(sharedMachine, options);
  works.set(actor.system, { work });
  // XState would keep what a run was restored from, a tenth of the run's memory, and does not read it again.
  Object.assign(actor.options, { snapshot: undefined });
  return actor;
}

function workIn(system: object) {
  const found = works.get(system);
  if (found === undefined) throw new Error('a run of the shared machine whose work is not known');
  return found;
}

function callIn(name: PortName): AnyCall {
  return (input, signal, system) => {
    const own = workIn(system);
    own.ports ??= own.work.ports();
    return (own.ports[name] as AnyCall)(input, signal, system);
  };
}

function watchIn(name: keyof Observers): AnyWatch {
  return (input, send, signal, system) => {
    const own = workIn(system);
    own.observers ??= own.work.observers();
    (own.observers[name] as unknown as AnyWatch)(input, send, signal, system);
  };
}

const byName = <Name extends string, Made>(names: readonly Name[], make: (name: Name) => Made) =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

const sharedMachine: VolumeMigrateMachine = volumeMigrateMachine.provide({
  actors: actorsFrom(
    byName(Object.keys(PORTS) as PortName[], callIn) as unknown as Ports,
    byName(OBSERVERS, watchIn) as unknown as Observers,
  ),
});
