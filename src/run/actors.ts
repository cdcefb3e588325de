// Ports and observers as XState actors: what `volumeMigrateMachine.provide({ actors })` wants.
import { fromCallback, fromPromise } from 'xstate';
import { type Actors, OBSERVERS, PORTS, type PortName } from '../../machines/actors.ts';
import type { Observers, Ports } from '../../machines/ports.ts';
import { toFault } from '../../services/index.ts';

type AnyCall = (input: unknown, signal: AbortSignal) => Promise<unknown>;
type AnyWatch = (input: unknown, send: (event: never) => void, signal: AbortSignal) => void;

/**
 * The actors of the machine, from ports and observers of whatever kind.
 * A call that fails rejects with a `Fault`, and a watch that throws throws one: errors as data survive an event, a
 * journal and a snapshot.
 */
export function actorsFrom(ports: Ports, observers: Observers): Actors {
  return Object.fromEntries([
    ...Object.keys(PORTS).map((name) => [name, portActor(ports[name as PortName] as AnyCall)]),
    ...OBSERVERS.map((name) => [name, observerActor(observers[name] as AnyWatch)]),
  ]) as unknown as Actors;
}

const portActor = (call: AnyCall) =>
  fromPromise<unknown, unknown>(async ({ input, signal }) => {
    try {
      return await call(input, signal);
    } catch (error) {
      throw toFault(error);
    }
  });

const observerActor = (watch: AnyWatch) =>
  fromCallback<{ type: string }, unknown>(({ input, sendBack }) => {
    const ended = new AbortController();
    try {
      watch(input, sendBack, ended.signal);
    } catch (error) {
      throw toFault(error);
    }
    return () => ended.abort();
  });
