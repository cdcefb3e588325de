// Waits for what others have started, without ending it when one who waits leaves.
import { TransportError } from './faults.ts';

/** Settles like the promise, or rejects with TransportError `Aborted` as soon as the signal aborts. */
export function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new TransportError({ code: 'Aborted', message: 'cancelled' }));
    const stopListening = (): void => signal.removeEventListener('abort', leave);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(stopListening);
  });
}
