// How long the steps of the simulated services take.

/** How long each asynchronous step takes, in milliseconds. */
export interface StageTimes {
  /** From the accepted call to its first step: scheduler and message queue. */
  schedule: number;
  create: number;
  delete: number;
  /** A step between two saved states, such as `completing` or `attaching`. */
  step: number;
  /** A window that a poller may miss: the moment of null, success before the attachments. */
  window: number;
  /** A server's own change: stop, start, pause. */
  server: number;
}

/** The durations of all stages; what is not given takes 30 ms, a delete twice as long. */
export function stageTimes(given: number | Partial<StageTimes> = 30): StageTimes {
  const base = typeof given === 'number' ? given : 30;
  const same = { schedule: base, create: base, delete: 2 * base, step: base, window: base, server: base };
  return typeof given === 'number' ? same : { ...same, ...given };
}
