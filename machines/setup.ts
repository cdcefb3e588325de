// The vocabulary of the chart: its types, actors, guards and actions, all by name.
import { type ActionFunction, assign, setup } from 'xstate';
import { type Actors, unprovided } from './actors.ts';
import { assigns } from './assigns.ts';
import type { ChartEvent, MigrationContext, MigrationInput, MigrationResult, RunEvent } from './context.ts';
import { guards } from './guards.ts';
import { leftovers } from './leftovers.ts';
import { warnings } from './warnings.ts';

const allAssigns = { ...assigns, ...warnings, ...leftovers };

// The parameters of an assign besides context and event: none, or those that its place in the chart gives.
type ParamsOf<U> = U extends (context: MigrationContext, event: ChartEvent, params: infer P) => unknown
  ? unknown extends P
    ? undefined
    : P
  : undefined;

type Actions = {
  [K in keyof typeof allAssigns]: ActionFunction<
    MigrationContext,
    RunEvent,
    RunEvent,
    ParamsOf<(typeof allAssigns)[K]>,
    never,
    never,
    never,
    never,
    never
  >;
};

type Assign = (context: MigrationContext, event: ChartEvent, params: unknown) => Partial<MigrationContext>;

const actions = Object.fromEntries(
  Object.entries(allAssigns).map(([name, toUpdate]) => [
    name,
    assign<MigrationContext, RunEvent, unknown, RunEvent, never>(({ context, event }, params) =>
      (toUpdate as Assign)(context, event, params),
    ),
  ]),
) as unknown as Actions;

// The params that a guard receives besides context and event.
type GuardParamsOf<G> = G extends (asked: never, params: infer P) => boolean ? P : never;

/**
 * The setup's type, written with the type arguments of `setup`: they are the same in every supported release of XState.
 * The generics of what `setup` and `createMachine` return are not, so no declaration may contain them.
 */
export type VolumeMigrateSetup = ReturnType<
  typeof setup<
    MigrationContext,
    RunEvent,
    Actors,
    Record<never, string>,
    { [K in keyof typeof allAssigns]: ParamsOf<(typeof allAssigns)[K]> },
    { [K in keyof typeof guards]: GuardParamsOf<(typeof guards)[K]> },
    never,
    string,
    MigrationInput,
    MigrationResult
  >
>;

export const volumeMigrateSetup: VolumeMigrateSetup = setup({
  types: {} as {
    context: MigrationContext;
    events: RunEvent;
    input: MigrationInput;
    output: MigrationResult;
  },
  actors: unprovided,
  guards,
  actions,
});
