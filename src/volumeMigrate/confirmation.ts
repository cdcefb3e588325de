// Asks before a swap by attachment changes anything: the volume gets a new ID, and its source is deleted.

import type { MigrationContext } from '../../machines/context.ts';
import { toFault } from '../../services/faults.ts';
import type { EngineRun } from '../engine/engineRun.ts';
import { fromJournal } from '../engine/events.ts';
import { statePath } from '../engine/statePath.ts';
import { next } from '../engine/transitions.ts';
import type { Workflow } from '../engine/workflow.ts';
import type { MigrationSnapshot } from './definition.ts';
import type { MigrationRecords } from './records.ts';

/** What a swap by attachment is about to do. */
export interface PlannedSwap {
  readonly runId: string;
  /** It is replaced, and deleted once the data is proven to be on the new volume. */
  readonly volumeId: string;
  readonly sizeGib: number;
  /** The server that uses the volume; it needs a hard reboot before its next live migration. */
  readonly serverId: string;
  /** Name of the new volume's type. */
  readonly destinationType: string;
  /** Where the temporary user is created. */
  readonly projectId: string;
}

/** Decides whether a swap by attachment takes place. The signal is aborted when the run no longer needs an answer. */
export type ConfirmSwap = (planned: PlannedSwap, signal: AbortSignal) => boolean | Promise<boolean>;

/** The run that is being driven. */
export interface Driven extends Pick<EngineRun, 'snapshot' | 'send'> {
  /** Leaves the run unfinished. */
  readonly leave: (why: string) => void;
}

const UNANSWERED =
  'the run asks before a swap by attachment, and nobody could be asked. To let it swap, resume it at a terminal and answer, or resume it with --yes (confirmSwap in an application)';

/**
 * The same workflow; it asks after the last read before a swap by attachment. If the answer is no, the run is cancelled:
 * nothing has been changed by then. A run that was started so and is resumed without `confirm` is left unfinished there.
 * @param driven The run, once it is under way.
 */
export function confirming(
  workflow: Workflow<MigrationRecords>,
  confirm: ConfirmSwap | undefined,
  driven: () => Driven | null,
): Workflow<MigrationRecords> {
  const { toInput } = workflow;
  return {
    ...workflow,
    ...(confirm === undefined || toInput === undefined
      ? {}
      : { toInput: (given, run) => ({ ...toInput(given, run), asksBeforeSwap: true }) }),
    ports: async (run) => {
      const ports = await workflow.ports(run);
      const { getQuotas } = ports.calls;
      if (getQuotas === undefined || (confirm === undefined && run.input.asksBeforeSwap !== true))
        return ports;
      const asking: typeof getQuotas = async (input, call) => {
        const result = await settled(() => getQuotas(input, call));
        const live = driven();
        const planned =
          live === null ? null : plannedAfter(workflow, live.snapshot() as MigrationSnapshot, result);
        if (planned !== null && confirm === undefined) live?.leave(UNANSWERED);
        else if (planned !== null && !(await isAgreed(confirm, planned, call.signal)))
          live?.send({ type: 'cancel' });
        if ('error' in result) throw result.error;
        return result.output;
      };
      return { ...ports, calls: { ...ports.calls, getQuotas: asking } };
    },
  };
}

// Nothing but a clear yes is one: an error is none.
async function isAgreed(
  confirm: ConfirmSwap | undefined,
  planned: PlannedSwap,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return signal.aborted || (await confirm?.(planned, signal)) === true;
  } catch {
    return false;
  }
}

type Result = { readonly output: unknown } | { readonly error: unknown };

async function settled(call: () => Promise<unknown>): Promise<Result> {
  try {
    return { output: await call() };
  } catch (error) {
    return { error };
  }
}

// The machine itself says where the result leads: null unless that is a swap by attachment.
function plannedAfter(
  { machine }: Pick<Workflow, 'machine'>,
  snapshot: MigrationSnapshot,
  result: Result,
): PlannedSwap | null {
  const call = 'getQuotas';
  const event =
    'error' in result
      ? fromJournal({ type: 'failed', call, fault: toFault(result.error) })
      : fromJournal({ type: 'done', call, output: result.output });
  const after = next(machine, snapshot, event).snapshot;
  return statePath(after.value).startsWith('swap.updatingAttachment') ? planOf(after.context) : null;
}

function planOf({ runId, volume, destinationVolumeType }: MigrationContext): PlannedSwap | null {
  if (volume === null || destinationVolumeType === null) return null;
  const { id, sizeGib, projectId, attachments } = volume;
  return {
    ...{ runId, volumeId: id, sizeGib, projectId },
    ...{ serverId: attachments[0]?.serverId ?? '', destinationType: destinationVolumeType.name },
  };
}
