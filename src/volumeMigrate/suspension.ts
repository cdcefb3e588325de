// Suspends a run whose token expires and cannot be renewed: it is left open, to be resumed with a fresh sign-in.
import { PORTS, type WatchName } from '../../machines/actors.ts';
import type { Fault } from '../../machines/types.ts';
import { toFault } from '../../services/faults.ts';
import type { RunCall } from '../../services/ports.ts';
import type { WorkflowRun, WorkflowWatch } from '../engine/workflow.ts';
import type { JournalEntry, MigrationRecords } from './records.ts';

/** The calls and the watches of a run, each by its name. */
export interface Asking {
  readonly call: RunCall;
  readonly watch: (name: WatchName, ...given: Parameters<WorkflowWatch>) => void;
}

/** The same calls and watches. If the token expires after the run has changed something, the run is suspended. */
export function suspending(
  { prior, suspend }: Pick<WorkflowRun<MigrationRecords>, 'prior' | 'suspend'>,
  { call, watch }: Asking,
): Asking {
  let hasChanged = prior?.entries.some(asksForChange) ?? false;
  return {
    call: async (name, input, signal) => {
      const isChange = PORTS[name] === 'changes';
      try {
        const output = await call(name, input, signal);
        hasChanged ||= isChange;
        return output;
      } catch (error) {
        const fault = toFault(error);
        hasChanged ||= isChange && fault.uncertain;
        if (!isTokenOver(fault) || !hasChanged) throw fault;
        suspend(fault);
        return await new Promise<never>(() => {});
      }
    },
    watch: (name, input, send, signal) => {
      const judged = (event: { readonly type: string; readonly fault?: Fault }): void => {
        const { type, fault } = event;
        if (type === 'watch.failed' && fault && isTokenOver(fault) && hasChanged) suspend(fault);
        else send(event);
      };
      watch(name, input, judged, signal);
    },
  };
}

const asksForChange = ({ record }: JournalEntry): boolean =>
  record.kind === 'intent' && PORTS[record.call] === 'changes';

const isTokenOver = ({ code }: Fault): boolean => code === 'TokenExpired';
