// What a path says about its outcome by the actions of its transitions, and whether the outcome agrees.
import type { AnyStateNode } from 'xstate';
import type { MigrationContext, MigrationResult } from '../../machines/context.ts';
import { REFUSALS, type RefusalCode } from '../../machines/refusals.ts';
import { declared, statesOf } from '../../machines/transitions.ts';
import type { Fault, Leftover, Quota, Volume } from '../../machines/types.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import type { SteeredReply, Walk } from '../../src/testing/index.ts';

type OwnWalk = Walk<VolumeMigrateMachine, SteeredReply>;

interface Act {
  readonly type: string;
  readonly code: RefusalCode | null;
  /** What the machine had received. */
  readonly event: { readonly error?: unknown; readonly fault?: Fault; readonly output?: unknown };
}

const ACTIONS = new Map(
  statesOf(volumeMigrateMachine).flatMap((node) =>
    definitionsOf(node).map((definition) => [declared(definition).id, definition.actions] as const),
  ),
);

function definitionsOf(node: AnyStateNode) {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

/** The actions of a walk's transitions, in order. */
const actsOf = (walk: OwnWalk): Act[] =>
  walk.flatMap(({ taken, reply }) =>
    taken.flatMap(({ id }) =>
      (ACTIONS.get(id) ?? []).map((action) => {
        const { type, params } = (typeof action === 'string' ? { type: action } : action) as {
          type: string;
          params?: { code?: RefusalCode };
        };
        return { type, code: params?.code ?? null, event: (reply?.event ?? {}) as Act['event'] };
      }),
    ),
  );

const STATUSES: Readonly<Record<string, MigrationResult['status']>> = {
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
};

/** Where a walk's outcome differs from what its transitions say, in sentences. */
export function contradictions(walk: OwnWalk): string[] {
  const last = walk.at(-1);
  const outcome = last?.snapshot.output;
  if (last === undefined || outcome === undefined) return ['the walk has no outcome'];
  const acts = actsOf(walk);
  const said = {
    status: STATUSES[last.state],
    error: outcome.status === 'FAILED' ? errorSaid(acts, last.snapshot.context) : undefined,
    leftovers: acts.flatMap((act) => leftoversSaid(act, acts, last.snapshot.context)).sort(),
    warnings: new Set(acts.filter((act) => warns(act, acts, last.snapshot.context)).map(({ type }) => type))
      .size,
  };
  const is = {
    status: outcome.status,
    error: outcome.error && { code: outcome.error.code, message: outcome.error.message },
    leftovers: outcome.leftovers.map(({ kind }) => kind).sort(),
    warnings: outcome.warnings.length,
  };
  return Object.keys(said).flatMap((key) => {
    const [wanted, found] = [said, is].map((one) => JSON.stringify(one[key as keyof typeof one]));
    return wanted === found ? [] : [`the path says ${key} ${wanted}, the outcome ${found}`];
  });
}

// The chart's own refusals replace the previous error; of errors the first counts.
function errorSaid(
  acts: readonly Act[],
  context: MigrationContext,
): { code: string; message: string } | undefined {
  return acts.reduce<{ code: string; message: string } | undefined>((before, { type, code, event }) => {
    if (type === 'refuse' && code !== null) return { code, message: REFUSALS[code].message(context) };
    if (type === 'failWithSwapRefusal') return own(context.swapRefusal);
    if (type === 'keepFault') return before ?? own(event.fault ?? (event.error as Fault));
    return before;
  }, undefined);
}

const own = (fault: Fault | null) =>
  fault === null ? undefined : { code: fault.code, message: fault.message };

const flagsChanged = (output: unknown): Leftover['kind'][] =>
  (output as Volume).multiattach ? ['volume'] : [];

const reservations = (output: unknown): Leftover['kind'][] =>
  (output as readonly Quota[]).some(({ reserved }) => reserved > 0) ? ['reservation'] : [];

const isMoveLeft = ({ leftovers }: MigrationContext): boolean =>
  leftovers.some(({ kind }) => kind === 'migration');

// Of the failing requests only a retype can flip a flag.
const mayFlip = (acts: readonly Act[], { parameters }: MigrationContext): boolean =>
  !acts.some(({ type }) => type === 'noteSwapNotAsked') && parameters.destinationNode === null;

function leftoversSaid(
  { type, event }: Act,
  acts: readonly Act[],
  context: MigrationContext,
): Leftover['kind'][] {
  const { sourceCopies } = context;
  if (type === 'leaveMoving') return ['migration'];
  if (type === 'leaveTemporaryUser' || type === 'leaveUnknownUser') return ['user'];
  if (ONE_VOLUME.has(type)) return ['volume'];
  if (type === 'leaveGuestsVolumes') return ['volume', 'volume'];
  if (type === 'leaveChanges')
    return isMoveLeft(context) || !mayFlip(acts, context) ? [] : flagsChanged(event.output);
  if (type === 'leaveReservation') return isMoveLeft(context) ? [] : reservations(event.output);
  if (type === 'leaveBothVolumes') return ['volume', 'volume'];
  if (type === 'leaveSourceCopies') return sourceCopies.map(() => 'volume');
  if (type === 'leaveOrphans') return (event.output as unknown[]).map(() => 'volume');
  return [];
}

const ONE_VOLUME = new Set([
  'leaveSource',
  'leaveDestination',
  'leaveTakenDestination',
  'leaveUnknownVolume',
]);

// A volume that is gone causes no warning: the failure reports it.
const warns = ({ type, event }: Act, acts: readonly Act[], context: MigrationContext): boolean =>
  WARNINGS.has(type) ||
  (type === 'warnReservationNotRead' && !isMoveLeft(context)) ||
  (type === 'leaveChanges' &&
    !isMoveLeft(context) &&
    !mayFlip(acts, context) &&
    flagsChanged(event.output).length > 0) ||
  (type === 'warnNotCompared' && (event.error as Fault | undefined)?.code !== 'VolumeNotFound');

// Each warns once, in its own words, whatever the context.
const WARNINGS = new Set([
  'warnStalled',
  'warnNewVolume',
  'warnNotReplaceable',
  'warnNotStartable',
  'warnNotSettled',
  'warnSourceGone',
  'warnDetachedMeanwhile',
  'warnServerGone',
  'warnHardReboot',
  'warnCancelTooLate',
  'warnDoneBeforeCancel',
  'warnCinderContinues',
  'warnSourceCopiesNotSeen',
  'leaveMark',
]);
