// Ports and watches as XState actors, for `volumeMigrateMachine.provide({ actors })`.
import { fromCallback, fromPromise } from 'xstate';
import { type Actors, PORTS, type PortName, WATCHES } from '../../machines/actors.ts';
import type { Ports, Watches } from '../../machines/ports.ts';
import { toFault } from '../../services/faults.ts';

// Any port and any watch. The actor system in which they are called identifies the run.
type AnyCall = (input: unknown, signal: AbortSignal, system: object) => Promise<unknown>;
type AnyWatch = (input: unknown, send: (event: never) => void, signal: AbortSignal, system: object) => void;

/**
 * The actors of the machine, from any implementation of the ports and watches.
 * A call that fails rejects with a `Fault`, and a watch that fails throws one: errors as data survive an
 * event, a journal and a snapshot.
 */
export function actorsFrom(ports: Ports, watches: Watches): Actors {
  return Object.fromEntries([
    ...Object.keys(PORTS).map((name) => [name, portActor(ports[name as PortName] as AnyCall)]),
    ...WATCHES.map((name) => [name, watchActor(watches[name] as unknown as AnyWatch)]),
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

const watchActor = (watch: AnyWatch) =>
  fromCallback<{ type: string }, unknown>(({ input, sendBack, system }) => {
    const ended = new AbortController();
    try {
      watch(input, sendBack, ended.signal, system);
    } catch (error) {
      throw toFault(error);
    }
    return () => ended.abort();
  });
