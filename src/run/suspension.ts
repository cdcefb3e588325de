// A token that cannot be renewed ends while something is under way: the run is left open, for `resume` with a fresh sign-in.
import { PORTS } from '../../machines/actors.ts';
import type { Observers, Ports } from '../../machines/ports.ts';
import type { Fault } from '../../machines/types.ts';
import { toFault } from '../../services/index.ts';
import { eachObserver, eachPort } from './actors.ts';
import type { Work } from './sharedMachine.ts';

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

const suspendablePorts = (ports: Ports, state: State): Ports =>
  eachPort(ports, (call, name) => async (...asked) => {
    const isChange = PORTS[name] === 'changes';
    try {
      const output = await call(...asked);
      state.hasChanged ||= isChange;
      return output;
    } catch (error) {
      const fault = toFault(error);
      state.hasChanged ||= isChange && fault.uncertain;
      if (!isTokenOver(fault) || !state.hasChanged) throw fault;
      state.suspend(fault);
      return await never();
    }
  });

const suspendableObservers = (observers: Observers, state: State): Observers =>
  eachObserver(observers, (watch) => (input, send, ...rest) => {
    const judged = (event: { readonly type: string; readonly fault?: Fault }): void => {
      const { type, fault } = event;
      if (type === 'watch.failed' && fault && isTokenOver(fault) && state.hasChanged) state.suspend(fault);
      else send(event as never);
    };
    watch(input, judged, ...rest);
  });
