// The vocabulary of the chart: its types, actors, guards and actions, all by name.
import { type ActionFunction, assign, setup } from 'xstate';
import { unprovided } from './actors.ts';
import type { ChartEvent, Context, Input, Result, RunEvent } from './context.ts';
import { guards } from './guards.ts';
import { leftovers } from './leftovers.ts';
import { updates } from './updates.ts';
import { warnings } from './warnings.ts';

const takings = { ...updates, ...warnings, ...leftovers };

// What an update is given beside context and event: nothing, or what its place in the chart says.
type ParamsOf<U> = U extends (context: Context, event: ChartEvent, params: infer P) => unknown
  ? unknown extends P
    ? undefined
    : P
  : undefined;

type Actions = {
  [K in keyof typeof takings]: ActionFunction<
    Context,
    RunEvent,
    RunEvent,
    ParamsOf<(typeof takings)[K]>,
    never,
    never,
    never,
    never,
    never
  >;
};

type Take = (context: Context, event: ChartEvent, params: unknown) => Partial<Context>;

const actions = Object.fromEntries(
  Object.entries(takings).map(([name, take]) => [
    name,
    assign<Context, RunEvent, unknown, RunEvent, never>(({ context, event }, params) =>
      (take as Take)(context, event, params),
    ),
  ]),
) as unknown as Actions;

export const volumeMigrateSetup = setup({
  types: {} as { context: Context; events: RunEvent; input: Input; output: Result },
  actors: unprovided,
  guards,
  actions,
});
