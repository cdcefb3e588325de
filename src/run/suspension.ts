// A token that cannot be renewed ends while something is under way: the run is left open, for `resume` with a fresh sign-in.
import { OBSERVERS, PORTS, type PortName } from '../../machines/actors.ts';
import type { Observers, Ports } from '../../machines/ports.ts';
import type { Fault } from '../../machines/types.ts';
import { toFault } from '../../services/index.ts';
import type { Work } from './sharedMachine.ts';

type AnyCall = (input: unknown, signal: AbortSignal) => Promise<unknown>;
type AnyWatch = (input: unknown, send: (event: never) => void, signal: AbortSignal) => void;

export interface Suspension {
  /** The same work. Where the token has ended after the run has changed something, the machine is not told of that. */
  readonly work: (work: Work) => Work;
  /** What is called then, instead. */
  readonly onSuspended: (suspend: (fault: Fault) => void) => void;
}

/** `hasChanged`: an earlier process of the run has changed something already. */
export function createSuspension(hasChanged = false): Suspension {
  const state: State = { hasChanged, suspend: () => {} };
  return {
    work: ({ ports, observers }) => ({
      ports: () => suspendablePorts(ports(), state),
      observers: () => suspendableObservers(observers(), state),
    }),
    onSuspended: (suspend) => {
      state.suspend = suspend;
    },
  };
}

interface State {
  hasChanged: boolean;
  suspend: (fault: Fault) => void;
}

const isTokenOver = ({ code }: Fault): boolean => code === 'TokenExpired';

const never = (): Promise<never> => new Promise(() => {});

function suspendablePorts(ports: Ports, state: State): Ports {
  const entries = (Object.keys(PORTS) as PortName[]).map((name) => {
    const call = ports[name] as AnyCall;
    const isChange = PORTS[name] === 'changes';
    const suspendable: AnyCall = async (input, signal) => {
      try {
        const output = await call(input, signal);
        state.hasChanged ||= isChange;
        return output;
      } catch (error) {
        const fault = toFault(error);
        state.hasChanged ||= isChange && fault.uncertain;
        if (!isTokenOver(fault) || !state.hasChanged) throw fault;
        state.suspend(fault);
        return await never();
      }
    };
    return [name, suspendable];
  });
  return Object.fromEntries(entries) as unknown as Ports;
}

function suspendableObservers(observers: Observers, state: State): Observers {
  const entries = OBSERVERS.map((name) => {
    const watch = observers[name] as AnyWatch;
    const suspendable: AnyWatch = (input, send, signal) => {
      const judged = (event: { readonly type: string; readonly fault?: Fault }): void => {
        const { type, fault } = event;
        if (type === 'watch.failed' && fault && isTokenOver(fault) && state.hasChanged) state.suspend(fault);
        else send(event as never);
      };
      watch(input, judged, signal);
    };
    return [name, suspendable];
  });
  return Object.fromEntries(entries) as unknown as Observers;
}
