// Suspends a run whose token expires and cannot be renewed: it is left open, to be resumed with a fresh sign-in.
import { PORTS } from '../../machines/actors.ts';
import type { Ports, Watches } from '../../machines/ports.ts';
import type { Fault } from '../../machines/types.ts';
import { toFault } from '../../services/faults.ts';
import type { WorkflowRun } from '../engine/workflow.ts';
import { eachPort, eachWatch } from './actors.ts';
import type { JournalEntry, MigrationRecords } from './records.ts';

interface Asking {
  readonly ports: Ports;
  readonly watches: Watches;
}

/**
 * The same ports and watches. If the token expires after the run has changed something, the run is suspended.
 */
export function suspending(
  { prior, suspend }: Pick<WorkflowRun<MigrationRecords>, 'prior' | 'suspend'>,
  { ports, watches }: Asking,
): Asking {
  let hasChanged = prior?.entries.some(asksForChange) ?? false;
  return {
    ports: eachPort(ports, (call, name) => async (...asked) => {
      const isChange = PORTS[name] === 'changes';
      try {
        const output = await call(...asked);
        hasChanged ||= isChange;
        return output;
      } catch (error) {
        const fault = toFault(error);
        hasChanged ||= isChange && fault.uncertain;
        if (!isTokenOver(fault) || !hasChanged) throw fault;
        suspend(fault);
        return await new Promise<never>(() => {});
      }
    }),
    watches: eachWatch(watches, (watch) => (input, send, ...rest) => {
      const judged = (event: { readonly type: string; readonly fault?: Fault }): void => {
        const { type, fault } = event;
        if (type === 'watch.failed' && fault && isTokenOver(fault) && hasChanged) suspend(fault);
        else send(event as never);
      };
      watch(input, judged, ...rest);
    }),
  };
}

const asksForChange = ({ record }: JournalEntry): boolean =>
  record.kind === 'intent' && PORTS[record.call] === 'changes';

const isTokenOver = ({ code }: Fault): boolean => code === 'TokenExpired';
