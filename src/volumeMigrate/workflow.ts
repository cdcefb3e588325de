// The volume migration as a workflow of the engine: its calls go to a cloud.
import { PORTS, type PortName, WATCHES, type WatchName } from '../../machines/actors.ts';
import type { MigrationContext, MigrationInput } from '../../machines/context.ts';
import { destinationOf, serverSlot, spaceLimits, unlimitedSlots } from '../../machines/plan/slots.ts';
import { slotAmount } from '../../machines/slotAmount.ts';
import type { Limits, MigrationParameters, Volume } from '../../machines/types.ts';
import { createOwnershipGuard } from '../../services/cinder/destinationGuard.ts';
import {
  type Cloud,
  type PortOptions,
  type WatchOptions,
  withRequestGuard,
  withRequestTrace,
} from '../../services/index.ts';
import { createRunCall, type RunPortOptions } from '../../services/ports.ts';
import { createRunWatches, type RunWatchOptions } from '../../services/watches.ts';
import type { RunClaim } from '../engine/store.ts';
import type { PriorAttempt, Workflow, WorkflowCall, WorkflowRun, WorkflowWatch } from '../engine/workflow.ts';
import { definition } from './definition.ts';
import { driverIntervals } from './driverIntervals.ts';
import { checkRunOptions } from './limits.ts';
import { parseParameters } from './parameters.ts';
import type { MigrationRecords } from './records.ts';
import { withOwnLimits } from './resumedLimits.ts';
import { checkSameCloud, userOf } from './sameCloud.ts';
import { type Asking, suspending } from './suspension.ts';

/** How a run calls and polls, besides its cloud. */
export interface ActorOptions extends PortOptions, WatchOptions {}

/** Options of the workflow `volumeMigrate`. */
export interface VolumeMigrateOptions extends ActorOptions {
  /**
   * How long a run may wait, in milliseconds. When a run is resumed, `stallAfterMs` and `deadlineMs` replace
   * its recorded limits in this process; a wait starts again then.
   * @default derived from the volume's size
   */
  readonly limits?: Limits;
  /**
   * Resumes runs that another user, or another project, started.
   * @default false
   */
  readonly asOtherUser?: boolean;
  /**
   * Slots that the run takes while it has not ended, and how many unfinished runs may have each.
   * @default `total`, and those of its pools and servers as far as they are known; without a limit
   */
  readonly slots?: Readonly<Record<string, number>>;
}

/**
 * The workflow on a cloud that `connect` has signed in to. It serves any number of runs. `start` accepts the action's
 * parameters, by the specification's names or as `parseParameters` returns them; it rejects with
 * `InvalidParametersError`, which lists every problem.
 */
export function volumeMigrate(
  cloud: Cloud,
  { limits, asOtherUser = false, slots, ...options }: VolumeMigrateOptions = {},
): Workflow<MigrationRecords> {
  return {
    ...definition,
    settings: { asOtherUser, ...(limits && { limits }), ...(slots && { slots }) },
    toInput: (given, { runId, startedAt }): MigrationInput => {
      const limited = limits === undefined ? {} : { limits };
      checkRunOptions({ runId, ...limited });
      return { runId, parameters: isParsed(given) ? given : parseParameters(given), startedAt, ...limited };
    },
    ports: (run) => {
      // A cloud of this run may be wrapped: it is used as it is.
      const own = cloud.runId === run.runId ? cloud : cloud.forRun(run.runId);
      const by = userOf(own);
      if (run.prior !== null) checkSameCloud(own, run.prior, asOtherUser);
      // A single run counts in the limits of plans, from its start.
      const taken = slots ?? unlimitedSlots(null, destinationOf(run.input.parameters));
      return {
        ...bound(run, own, { ...options, limits, taken }),
        claim: { ...claimOf(own, run.input.parameters), slots: taken },
        origin: { cloud: own.endpoints.identity, by },
      };
    },
  };
}

/** What a run claims: the volume, which no other run may have meanwhile. */
export const claimOf = (
  { endpoints }: Pick<Cloud, 'endpoints'>,
  { resourceId }: MigrationParameters,
): Omit<RunClaim, 'runId'> => ({
  ...{ resource: resourceId, scope: endpoints.identity },
  ...{ noun: 'volume', activity: 'being migrated' },
});

const isParsed = (given: unknown): given is MigrationParameters =>
  typeof given === 'object' && given !== null && 'resourceId' in given;

interface LimitedOptions extends ActorOptions {
  readonly limits: Limits | undefined;
  /** The slots that the run takes at its start. */
  readonly taken: Readonly<Record<string, number>>;
}

// What they need is created when the first one is needed: by then it is known what earlier processes recorded.
function bound(run: WorkflowRun<MigrationRecords>, cloud: Cloud, options: LimitedOptions) {
  const own = once(askingFor(run, cloud, options));
  const empty = (): object => Object.defineProperty({}, OWN, { value: own });
  return {
    calls: Object.defineProperties(empty(), CALLS) as Record<string, WorkflowCall>,
    watches: Object.defineProperties(empty(), WATCHED) as Record<string, WorkflowWatch>,
  };
}

// The function of a call or a watch is made when it is asked for: thousands of runs may wait in one process.
const OWN = Symbol('own');

interface Owned {
  readonly [OWN]: () => Asking;
}

const getters = <Made>(names: readonly string[], of: (name: string, own: () => Asking) => Made) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      {
        enumerable: true,
        get(this: Owned): Made {
          return of(name, this[OWN]);
        },
      },
    ]),
  );

const CALLS = getters<WorkflowCall>(
  Object.keys(PORTS),
  (name, own) =>
    (input, { signal, assertHeld }) =>
      withRequestGuard(assertHeld, () => own().call(name as PortName, input, signal)),
);

const WATCHED = getters<WorkflowWatch>(
  WATCHES,
  (name, own) => (input, send, signal) => own().watch(name as WatchName, input, send, signal),
);

// In scopes of their own: what they capture, the records of earlier processes, lives only until the first call.
const askingFor =
  (run: WorkflowRun<MigrationRecords>, cloud: Cloud, { limits, taken, ...options }: LimitedOptions) =>
  () => {
    const asking = askingOn(cloud, { ...options, ...known(run.prior) });
    // The machine passes the limits of a new run itself.
    const isRecorded = run.prior === null || limits === undefined;
    const limited = isRecorded ? asking : withOwnLimits(asking, run.input.limits, limits);
    const left = suspending(run, limited);
    return traced(run, counting(run, taken, left));
  };

function askingOn(cloud: Cloud, options: RunPortOptions & RunWatchOptions): Asking {
  const call = createRunCall(cloud, options);
  const watches = createRunWatches(cloud, options) as unknown as Record<WatchName, WorkflowWatch>;
  return { call, watch: (name, ...given) => watches[name](...given) };
}

// The value, made when it is first needed. What it was made from, the records of earlier processes, is let go then.
function once<Value>(make: () => Value): () => Value {
  let state: { readonly make: () => Value } | { readonly made: Value } = { make };
  return () => {
    if ('make' in state) state = { made: state.make() };
    return state.made;
  };
}

// What earlier processes recorded; for the calls and the watches.
function known(prior: PriorAttempt<MigrationRecords> | null): RunPortOptions & RunWatchOptions {
  if (prior === null) return { destinationGuard: createOwnershipGuard() };
  return {
    destinationGuard: createOwnershipGuard(driverIntervals(prior.entries)),
    unanswered: prior.unanswered as PortName[],
    swap: swapOf(prior.context as MigrationContext),
  };
}

function swapOf({ volume, swapRequestId }: MigrationContext) {
  const serverId = volume?.attachments[0]?.serverId;
  return serverId == null || swapRequestId === null ? null : { serverId, requestId: swapRequestId };
}

// Once the volume is known, the run takes the slots of its pool and its servers, and its space: it counts in the limits of plans. A
// plan has taken them already, unless the volume was moved, attached or detached since the plan read it.
function counting(
  { takeSlots, input }: Pick<WorkflowRun<MigrationRecords>, 'takeSlots' | 'input'>,
  taken: Readonly<Record<string, number>>,
  asking: Asking,
): Asking {
  let isCounted = false;
  const known = new Set(Object.keys(taken).map((name) => slotAmount(name).slot));
  return {
    ...asking,
    call: async (name, ...given) => {
      const output = await asking.call(name, ...given);
      if (name === 'getVolume' && !isCounted) {
        isCounted = true;
        const more = slotsOfVolume(output as Volume, input.parameters).filter(
          (name) => !known.has(slotAmount(name).slot),
        );
        if (more.length > 0) takeSlots(more);
      }
      return output;
    },
  };
}

function slotsOfVolume({ host, sizeGib, attachments }: Volume, parameters: MigrationParameters): string[] {
  const servers = attachments.map(({ serverId }) => serverId).filter((id) => id !== '');
  const destination = destinationOf(parameters);
  const slots = { ...unlimitedSlots(host, destination), ...spaceLimits(destination, sizeGib) };
  return [...Object.keys(slots), ...servers.map(serverSlot)];
}

// Records requests with the call or the watch that made them.
function traced(
  { recordRequest }: Pick<WorkflowRun<MigrationRecords>, 'recordRequest'>,
  { call, watch }: Asking,
): Asking {
  const tracing = <Value>(name: PortName | WatchName, work: () => Value): Value =>
    withRequestTrace((request) => recordRequest(name, request), work);
  return {
    call: (name, ...given) => tracing(name, () => call(name, ...given)),
    watch: (name, ...given) => tracing(name, () => watch(name, ...given)),
  };
}
