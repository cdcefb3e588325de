// The chart with every refusal passed: where a run would be refused, the refusal is noted, and the walk continues as if the
// answer had been the other one. So one walk makes the reads of a run, in the same order, and asks every question.
import { type AnyStateMachine, assign } from 'xstate';
import { initialContext, type MigrationContext, type MigrationInput } from '../../machines/context.ts';
import { type RefusalCode, refusal } from '../../machines/refusals.ts';
import { volumeMigrateSetup } from '../../machines/setup.ts';
import type { Fault } from '../../machines/types.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { listOf, passRefusals, type StateConfig, type TransitionConfig } from './passRefusals.ts';

/** What a walk knows: all that a run knows, and the refusals that it has passed, in order. */
export interface PassingContext extends MigrationContext {
  readonly refusals: readonly Fault[];
}

interface Asked {
  readonly context: MigrationContext;
}

const refusalsOf = (context: MigrationContext): readonly Fault[] => (context as PassingContext).refusals;

/** The code with which a transition refuses the run; undefined if it does not. */
function codeOf({ target, actions }: TransitionConfig): string | undefined {
  if (target !== '#failed') return undefined;
  const all = listOf(actions) as readonly (string | { type: string; params?: { code: string } })[];
  if (all.includes('failWithSwapRefusal')) return 'SwapRefused';
  return all.flatMap((each) => (typeof each === 'string' ? [] : [each.params?.code]))[0];
}

// Without these parameters, there is nothing to continue with.
const FINAL: readonly string[] = [
  'UnsupportedMigrationType',
  'DestinationRequired',
  'DestinationNodeRequired',
  'DestinationTypeRequired',
] satisfies RefusalCode[];

const isPassed = (transition: TransitionConfig): boolean => {
  const code = codeOf(transition);
  return code !== undefined && !FINAL.includes(code);
};

// A swap without a server can be neither probed nor done: which method it would use stays open. What a method that cannot be
// probed would need is still checked, and a probe that fails because the server is in the wrong state refuses nothing.
function withoutUselessProbe(states: Readonly<Record<string, StateConfig>>): Record<string, StateConfig> {
  const { choosingMethod, probingSwap } = states;
  const methods = listOf(choosingMethod?.always).map((one) =>
    codeOf(one) === undefined ? one : { ...one, target: 'gettingQuotas' },
  );
  return {
    ...states,
    choosingMethod: {
      ...choosingMethod,
      always: methods.toSpliced(-1, 0, { guard: 'isWithoutServer', target: '#failed' }),
    },
    probingSwap: {
      ...probingSwap,
      invoke: {
        ...probingSwap?.invoke,
        onError: [{ guard: 'isBlocked', target: '#failed' }, ...listOf(probingSwap?.invoke?.onError)],
      },
    },
  };
}

function passingConfig(): StateConfig {
  const config = volumeMigrateMachine.config as StateConfig;
  const { swap, ...others } = config.states ?? {};
  const states = { ...others, swap: { ...swap, states: withoutUselessProbe(swap?.states ?? {}) } };
  return {
    ...passRefusals({ ...config, states }, isPassed),
    context: ({ input }: { input: MigrationInput }): PassingContext => ({
      ...initialContext(input),
      refusals: [],
    }),
  } as StateConfig;
}

const note = (context: MigrationContext, one: Fault | null): Partial<MigrationContext> =>
  ({ refusals: one === null ? refusalsOf(context) : [...refusalsOf(context), one] }) as object;

const machine = volumeMigrateSetup.createMachine(passingConfig() as never) as unknown as AnyStateMachine;

/** Its context is a {@link PassingContext}; it ends in `failed`, or at its first changing call. */
export const passingMachine: AnyStateMachine = machine.provide({
  guards: {
    isBlocked: ({ context }: Asked) => refusalsOf(context).length > 0,
    isWithoutServer: ({ context }: Asked) => !context.volume?.attachments[0]?.serverId,
  },
  actions: {
    refuse: assign(({ context }: Asked, { code }: { code: RefusalCode }) =>
      note(context, refusal(code, context)),
    ),
    failWithSwapRefusal: assign(({ context }: Asked) => note(context, context.swapRefusal)),
  },
} as never);
