// Rewrites a chart so that a refusal does not end it: the refusal's actions are kept, and the other answer is followed.
import { and } from 'xstate';

/** A transition as a config has it. */
export interface TransitionConfig {
  readonly guard?: unknown;
  readonly target?: string;
  readonly actions?: unknown;
}

/** A state as a config has it. */
export interface StateConfig {
  readonly always?: OneOrMore<TransitionConfig>;
  readonly invoke?: {
    readonly onDone?: OneOrMore<TransitionConfig>;
    readonly onError?: OneOrMore<TransitionConfig>;
  };
  readonly states?: Readonly<Record<string, StateConfig>>;
}

type OneOrMore<T> = T | readonly T[];

/** What of the chart's transitions is a refusal that can be passed. */
export type IsRefusal = (transition: TransitionConfig) => boolean;

export const listOf = <T>(some: OneOrMore<T> | undefined): readonly T[] =>
  some === undefined ? [] : Array.isArray(some) ? some : [some as T];

/** The same state, and every state in it, with the refusals passed. */
export function passRefusals(state: StateConfig, isRefusal: IsRefusal): StateConfig {
  const { always, invoke, states } = state;
  const pass = (some: OneOrMore<TransitionConfig>) => passed(listOf(some), isRefusal);
  return {
    ...state,
    ...(always === undefined ? {} : { always: pass(always) }),
    ...(invoke?.onDone === undefined ? {} : { invoke: { ...invoke, onDone: pass(invoke.onDone) } }),
    ...(states === undefined
      ? {}
      : {
          states: Object.fromEntries(
            Object.entries(states).map(([name, each]) => [name, passRefusals(each, isRefusal)]),
          ),
        }),
  };
}

// A refusal is followed like the alternative before it, which is the other answer. One that is asked first is followed
// like those after it.
function passed(alternatives: readonly TransitionConfig[], isRefusal: IsRefusal): TransitionConfig[] {
  return alternatives.flatMap((one, index) => {
    if (!isRefusal(one)) return [one];
    const before = alternatives.slice(0, index).findLast((each) => !isRefusal(each));
    if (before !== undefined) return [followed(one, before, one.guard)];
    const after = alternatives.slice(index + 1).filter((each) => !isRefusal(each));
    return after.map((each) => followed(one, each, both(one.guard, each.guard)));
  });
}

function followed(
  refusal: TransitionConfig,
  { target, actions }: TransitionConfig,
  guard: unknown,
): TransitionConfig {
  return {
    ...(guard === undefined ? {} : { guard }),
    ...(target === undefined ? {} : { target }),
    actions: [...listOf(refusal.actions), ...listOf(actions)],
  };
}

const both = (one: unknown, other: unknown): unknown =>
  other === undefined ? one : and([one, other] as never);
