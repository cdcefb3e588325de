// Calls that are written down before they are made, and the requests that they and the watches make.
import type { ObserverName, PortName } from '../../machines/actors.ts';
import type { Observers, Ports } from '../../machines/ports.ts';
import type { Fault } from '../../machines/types.ts';
import { notingRequests } from '../../services/index.ts';
import type { Journal } from '../journal/journal.ts';
import { eachObserver, eachPort } from './actors.ts';

/**
 * The same ports; each call waits until all that led to it, its own intent included, is durable.
 * `unanswered`: an earlier process may have made the call, so that not making it is not certain to leave nothing.
 */
export function journaledPorts(
  ports: Ports,
  journal: Journal,
  runId: string,
  unanswered: readonly PortName[] = [],
): Ports {
  return eachPort(ports, (call, name) => async (input, ...rest) => {
    journal.append(runId, { kind: 'intent', call: name, input });
    await journal.flush(runId).catch((error: unknown) => {
      throw unwritable(journal.resumeCommand(runId), name, error, unanswered.includes(name));
    });
    return await writingRequests(journal, runId, name, () => call(input, ...rest));
  });
}

/** The same observers, whose requests are written down. */
export const journaledObservers = (observers: Observers, journal: Journal, runId: string): Observers =>
  eachObserver(
    observers,
    (watch, name) =>
      (...asked) =>
        writingRequests(journal, runId, name, () => watch(...asked)),
  );

// Nothing waits for them: a journal that cannot be written is told by the next call.
function writingRequests<T>(
  journal: Journal,
  runId: string,
  call: PortName | ObserverName,
  work: () => T,
): T {
  return notingRequests((request) => {
    journal.append(runId, { kind: 'request', request: { call, ...request } });
    journal.flush(runId).catch(() => undefined);
  }, work);
}

function unwritable(resume: string | null, call: PortName, error: unknown, uncertain: boolean): Fault {
  const why = error instanceof Error ? error.message : String(error);
  return {
    name: 'JournalError',
    code: 'JournalUnwritable',
    message: `the journal cannot be written, so ${call} was not called: ${why}`,
    reasons: [
      resume === null
        ? 'nothing of this run was written, and nothing was sent: start another when the journal can be written again'
        : `the run is not over: when the journal can be written again, ${resume} goes on with it`,
    ],
    status: null,
    requestId: null,
    uncertain,
  };
}
