// Ports and observers as XState actors: what `volumeMigrateMachine.provide({ actors })` wants.
import { fromCallback, fromPromise } from 'xstate';
import { type Actors, OBSERVERS, type ObserverName, PORTS, type PortName } from '../../machines/actors.ts';
import type { Observers, Ports } from '../../machines/ports.ts';
import { toFault } from '../../services/index.ts';

/** A port, and an observer, whatever they take. The actor system that they are called in tells runs apart. */
export type AnyCall = (input: unknown, signal: AbortSignal, system: object) => Promise<unknown>;
export type AnyWatch = (
  input: unknown,
  send: (event: never) => void,
  signal: AbortSignal,
  system: object,
) => void;

/** The same ports, each of them wrapped. */
export const eachPort = (ports: Ports, wrap: (call: AnyCall, name: PortName) => AnyCall): Ports =>
  Object.fromEntries(
    (Object.keys(PORTS) as PortName[]).map((name) => [name, wrap(ports[name] as AnyCall, name)]),
  ) as unknown as Ports;

/** The same observers, each of them wrapped. */
export const eachObserver = (
  observers: Observers,
  wrap: (watch: AnyWatch, name: ObserverName) => AnyWatch,
): Observers =>
  Object.fromEntries(
    OBSERVERS.map((name) => [name, wrap(observers[name] as unknown as AnyWatch, name)]),
  ) as unknown as Observers;

/**
 * The actors of the machine, from ports and observers of whatever kind.
 * A call that fails rejects with a `Fault`, and a watch that throws throws one: errors as data survive an event, a
 * journal and a snapshot.
 */
export function actorsFrom(ports: Ports, observers: Observers): Actors {
  return Object.fromEntries([
    ...Object.keys(PORTS).map((name) => [name, portActor(ports[name as PortName] as AnyCall)]),
    ...OBSERVERS.map((name) => [name, observerActor(observers[name] as unknown as AnyWatch)]),
  ]) as unknown as Actors;
}

const portActor = (call: AnyCall) =>
  fromPromise<unknown, unknown>(async ({ input, signal, system }) => {
    try {
      return await call(input, signal, system);
    } catch (error) {
      throw toFault(error);
    }
  });

const observerActor = (watch: AnyWatch) =>
  fromCallback<{ type: string }, unknown>(({ input, sendBack, system }) => {
    const ended = new AbortController();
    try {
      watch(input, sendBack, ended.signal, system);
    } catch (error) {
      throw toFault(error);
    }
    return () => ended.abort();
  });
