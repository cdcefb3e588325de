// What a reply does to a run: where it leads, what is called then, and what changes in the context. Every change counts.
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import type { MigrationContext, MigrationInput, RunEvent } from '../../machines/context.ts';
import type { Fault, Leftover, MigrationParameters } from '../../machines/types.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { statePath } from '../../src/engine/statePath.ts';
import { parameters, type Step } from './walk.ts';

export const RUN_ID = '44444444-4444-4444-8444-444444444444';
export const STARTED_AT = '2026-11-21T20:00:00.000Z';

/** A call or a watch that starts, by its ID, with its input. */
export type Calls = Readonly<Record<string, unknown>>;

/**
 * What has changed in a run's context, in short: for a failure its code, or the reasons that were added to
 * it; for warnings the new ones; for leftovers the kind and ID of the new ones; everything else by value.
 */
export type Taken = Readonly<Record<string, unknown>>;

export interface Moment {
  readonly state: string;
  readonly calls: Calls;
  readonly taken: Taken;
}

type Snapshot = ReturnType<typeof initialTransition<typeof volumeMigrateMachine>>[0];
type Actions = readonly { readonly type: string; readonly params?: unknown }[];

/** The start of the run. */
export function beginning(changes: Partial<MigrationParameters>, more: Partial<MigrationInput> = {}): Moment {
  const [snapshot, actions] = begin(changes, more);
  return momentOf(snapshot, actions, { status: null, failure: null, warnings: [], leftovers: [] });
}

/** The last of the steps, and what it does; the start if there are none. */
export function after(
  changes: Partial<MigrationParameters>,
  steps: readonly Step[],
  more: Partial<MigrationInput> = {},
): Moment {
  const last = steps.at(-1);
  if (last === undefined) return beginning(changes, more);
  let [snapshot] = begin(changes, more);
  for (const step of steps.slice(0, -1))
    [snapshot] = transition(volumeMigrateMachine, snapshot, step as RunEvent);
  const [next, actions] = transition(volumeMigrateMachine, snapshot, last as RunEvent);
  return momentOf(next, actions, snapshot.context);
}

const begin = (changes: Partial<MigrationParameters>, more: Partial<MigrationInput>) =>
  initialTransition(volumeMigrateMachine, {
    runId: RUN_ID,
    parameters: parameters(changes),
    startedAt: STARTED_AT,
    ...more,
  });

function momentOf(snapshot: Snapshot, actions: Actions, before: Partial<MigrationContext>): Moment {
  return {
    state: statePath(snapshot.value),
    calls: callsOf(actions),
    taken: takenOf(before, snapshot.context),
  };
}

function callsOf(actions: Actions): Calls {
  const spawned = actions.filter(({ type }) => type === 'xstate.spawnChild');
  const entries = spawned.map(({ params }) => {
    const { id, src, input } = params as { id: string; src: string; input: unknown };
    return [id === src ? id : `${id} by ${src}`, input] as const;
  });
  return Object.fromEntries(entries);
}

function takenOf(before: Partial<MigrationContext>, now: MigrationContext): Taken {
  const keys = Object.keys(before) as (keyof MigrationContext)[];
  const changed = keys.filter((key) => !isDeepStrictEqual(before[key], now[key]));
  return Object.fromEntries(changed.map((key) => inShort(key, before, now)));
}

function inShort(
  key: keyof MigrationContext,
  before: Partial<MigrationContext>,
  now: MigrationContext,
): [string, unknown] {
  if (key === 'failure') return failureInShort(before.failure ?? null, now.failure);
  if (key === 'warnings') return [key, now.warnings.slice(before.warnings?.length)];
  if (key === 'leftovers') return [key, now.leftovers.slice(before.leftovers?.length).map(leftoverInShort)];
  return [key, now[key]];
}

const failureInShort = (before: Fault | null, now: Fault | null): [string, unknown] =>
  before === null || before.code !== now?.code
    ? ['failure', now?.code]
    : ['reasons', now.reasons.filter((reason) => !before.reasons.includes(reason))];

const leftoverInShort = ({ kind, id }: Leftover): string => `${kind} ${id}`;

/** In words: what comes, where it leads, and what changes. */
export type Reply = readonly [words: string, step: Step | readonly Step[], state: string, taken?: Taken];

/** How a state is reached, what it calls, and what each reply does in it. */
export interface StateRow {
  readonly parameters: Partial<MigrationParameters>;
  readonly reached: readonly Step[];
  readonly calls: Calls;
  readonly replies: readonly Reply[];
}

/** A test for what the state calls, and one for each reply. Of several steps the last is the reply. */
export function describeState(state: string, { parameters: given, reached, calls, replies }: StateRow): void {
  test(`${state} calls ${Object.keys(calls).join(' and ') || 'nothing'}`, () => {
    const moment = after(given, reached);
    expect({ state: moment.state, calls: moment.calls }).toEqual({ state, calls });
  });
  test.each(replies)(`${state}: %s`, (_, step, to, taken = {}) => {
    const steps = [...reached, step].flat() as readonly Step[];
    const moment = after(given, steps);
    expect({ state: moment.state, taken: moment.taken }).toEqual({ state: to, taken });
  });
}
