// Collects everything that makes a command's parameters or configuration unusable.
import type { Fault } from '../../machines/types.ts';
import { ConfigurationError, StateError, toFault } from '../../services/index.ts';
import { InvalidParametersError, InvalidPlanError } from '../errors.ts';
import { JournalFileError } from '../journal/sqliteStore.ts';

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown };

/** Tries something, so that several errors can be reported together. */
export async function attempt<T>(what: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await what() };
  } catch (error) {
    return { ok: false, error };
  }
}

export interface Unusable {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly string[];
}

/** Several errors as one, with every problem among its reasons. */
export function unusable(attempts: readonly Attempt<unknown>[]): Unusable {
  const errors = attempts.flatMap((one) => (one.ok ? [] : [one.error]));
  const faults = errors.map(describe);
  const [first] = faults;
  if (first === undefined) throw new Error('nothing failed');
  if (faults.length === 1) return first;
  return {
    ...first,
    message: `Invalid ${listed(new Set(errors.map(subjectOf)))}`,
    reasons: faults.flatMap(({ message, reasons }) => (reasons.length > 0 ? reasons : [message])),
  };
}

// Made only for an error: it loads ICU's data for lists, which takes as long as a tenth of a run.
const listed = (words: Iterable<string>): string => new Intl.ListFormat('en-GB').format(words);

function subjectOf(error: unknown): string {
  if (error instanceof InvalidParametersError) return 'parameters';
  if (isOfPlan(error)) return 'plan';
  return error instanceof ConfigurationError ? 'cloud configuration' : 'journal';
}

const isOfPlan = (error: unknown): boolean =>
  error instanceof InvalidPlanError || (error instanceof StateError && error.code.startsWith('Plan'));

function describe(error: unknown): Unusable {
  if (error instanceof InvalidPlanError) {
    const { name, code, problems } = error;
    return { name, code, message: 'Invalid plan', reasons: problems };
  }
  // Its message names every problem as well: the reasons do so one by one.
  if (error instanceof InvalidParametersError || error instanceof ConfigurationError) {
    const { name, code, faults } = error;
    return { name, code, message: `Invalid ${subjectOf(error)}`, reasons: faults };
  }
  if (error instanceof JournalFileError) {
    const { name, code, message } = error;
    return { name, code, message, reasons: [] };
  }
  const { name, code, message, reasons }: Fault = toFault(error);
  return { name, code, message, reasons };
}
