// Why a call's signal is aborted, and what becomes of the child runs that the call has started.
/** The reason if the run was left: stopped, suspended or broken. Otherwise the machine has left the state of the call. */
export const RUN_LEFT: unknown = new DOMException('the run was left', 'AbortError');

/** A child run, from the moment that a call starts it. */
export interface Child {
  readonly cancel: () => void;
  readonly stop: () => void;
}

/** A child that may not have started yet: what is asked of it until then is done when it starts. */
export function createChild(): Child & {
  readonly isStopped: () => boolean;
  readonly started: (run: Child) => void;
} {
  let run: Child | null = null;
  let isCancelled = false;
  let isStopped = false;
  return {
    cancel: () => {
      isCancelled = true;
      run?.cancel();
    },
    stop: () => {
      isStopped = true;
      run?.stop();
    },
    isStopped: () => isStopped,
    started: (started) => {
      run = started;
      if (isStopped) started.stop();
      else if (isCancelled) started.cancel();
    },
  };
}
