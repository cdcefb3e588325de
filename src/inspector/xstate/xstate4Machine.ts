// A machine of XState 5 in the form that XState 4 reads: `createMachine` of XState 4 accepts it.
import { shown } from './shown.ts';

/**
 * A machine's or a state's definition, as far as a chart shows it; XState's own type is specific to each
 * machine.
 */
interface StateConfig {
  readonly id?: string;
  readonly key?: string;
  readonly type?: string;
  readonly history?: unknown;
  readonly target?: unknown;
  readonly initial?: string | { readonly target: string };
  readonly description?: string;
  readonly tags?: unknown;
  readonly meta?: unknown;
  readonly states?: Readonly<Record<string, StateConfig>>;
  readonly on?: Readonly<Record<string, Transitions>>;
  readonly after?: Readonly<Record<string, Transitions>>;
  readonly always?: Transitions;
  readonly onDone?: Transitions;
  readonly entry?: Many<Named>;
  readonly exit?: Many<Named>;
  readonly invoke?: Many<Invocation>;
}

interface Transition {
  readonly target?: string | readonly string[];
  readonly guard?: Named;
  readonly actions?: Many<Named>;
  readonly description?: string;
  readonly reenter?: boolean;
}

interface Invocation {
  readonly id?: string;
  readonly src: Named;
  readonly onDone?: Transitions;
  readonly onError?: Transitions;
}

type Many<T> = T | readonly T[];
type Named = string | { readonly type: string } | ((...args: never[]) => unknown);
type Transitions = Many<string | Transition>;

/** The definition of a machine. What XState 4 names differently is renamed; functions become their names. */
export const machineForXState4 = (definition: object): object => ({
  ...stateFrom(definition as StateConfig),
  // As in XState 5; XState 4 warns if it is missing.
  predictableActionArguments: true,
});

function stateFrom(config: StateConfig): object {
  const { id, key, type, history, target, initial, description, tags, meta } = config;
  return {
    ...{ id, key, type, history, target, description, tags, meta: shown(meta) },
    initial: typeof initial === 'object' ? initial.target : initial,
    states: mapped(config.states, stateFrom),
    on: mapped(config.on, transitionsFrom),
    after: mapped(config.after, transitionsFrom),
    always: optional(config.always, transitionsFrom),
    onDone: optional(config.onDone, transitionsFrom),
    entry: many(config.entry).map(nameOf),
    exit: many(config.exit).map(nameOf),
    invoke: many(config.invoke).map(invocationFrom),
  };
}

const invocationFrom = ({ id, src, onDone, onError }: Invocation): object => ({
  id: id ?? nameOf(src),
  src: nameOf(src),
  onDone: optional(onDone, transitionsFrom),
  onError: optional(onError, transitionsFrom),
});

const transitionsFrom = (transitions: Transitions): object[] => many(transitions).map(transitionFrom);

// In XState 4 a transition leaves its state unless it is marked as internal; in XState 5 it is the other way
// round.
function transitionFrom(transition: string | Transition): object {
  const {
    target,
    guard,
    actions,
    description,
    reenter = false,
  } = typeof transition === 'string'
    ? ({ target: transition } satisfies Transition)
    : (transition as Transition);
  return {
    target,
    description,
    internal: !reenter,
    cond: optional(guard, nameOf),
    actions: many(actions).map(nameOf),
  };
}

const nameOf = (named: Named): string => (typeof named === 'string' ? named : nameOfObject(named));

const nameOfObject = (named: Exclude<Named, string>): string =>
  'type' in named ? named.type : named.name || 'inline';

const many = <T>(one: Many<T> | undefined): readonly T[] =>
  one === undefined ? [] : Array.isArray(one) ? one : [one as T];

const optional = <T, R>(value: T | undefined, of: (value: T) => R): R | undefined =>
  value === undefined ? undefined : of(value);

const mapped = <T, R>(record: Readonly<Record<string, T>> | undefined, of: (value: T) => R) =>
  record === undefined
    ? undefined
    : Object.fromEntries(Object.entries(record).map(([name, value]) => [name, of(value)]));
