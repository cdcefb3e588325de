// The options of the commands for plans, as numbers and limits.
import type { PlanLimits, PlanOrder } from '../../../machines/plan/types.ts';
import { InvalidParametersError } from '../../errors.ts';

export interface PlanLimitFlags {
  readonly total?: string;
  readonly perPool?: string;
  readonly perSource?: string;
  readonly perDestination?: string;
  readonly perBackend?: string;
  readonly perPair?: string;
}

export interface DispatchFlags extends PlanLimitFlags {
  readonly order?: PlanOrder;
  readonly maxFailures?: string;
  readonly failFast?: boolean;
}

/** The limits that the options set, and the flag of each. */
const FLAGS = {
  total: '--total',
  perPool: '--per-pool',
  perSource: '--per-source',
  perDestination: '--per-destination',
  perBackend: '--per-backend',
  perPair: '--per-pair',
} as const satisfies { readonly [Key in keyof PlanLimitFlags]-?: string };

/** The option that sets a limit. */
export const limitFlag = (limit: keyof typeof FLAGS): string => FLAGS[limit];

/** The options as limits. Throws `InvalidParametersError`, which lists every problem. */
export function planLimitsOf(flags: PlanLimitFlags): PlanLimits {
  const faults: string[] = [];
  const limits = limitsIn(flags, faults);
  if (faults.length > 0) throw new InvalidParametersError(faults);
  return limits;
}

/** How a plan is dispatched. */
export interface Dispatch {
  readonly limits: PlanLimits;
  readonly order: PlanOrder;
  readonly maxFailures: number | null;
}

/** The options of `apply` that say how a plan is dispatched. Throws `InvalidParametersError`, which lists every problem. */
export function dispatchOf(flags: DispatchFlags): Dispatch {
  const { order = 'fast', failFast = false } = flags;
  const faults: string[] = [];
  const limits = limitsIn(flags, faults);
  const maxFailures = countOf('--max-failures', flags.maxFailures, faults) ?? null;
  if (faults.length > 0) throw new InvalidParametersError(faults);
  return { limits, order, maxFailures: failFast ? 1 : maxFailures };
}

function limitsIn(flags: PlanLimitFlags, faults: string[]): PlanLimits {
  const given = Object.entries(FLAGS).map(([name, flag]) => [
    name,
    countOf(flag, flags[name as keyof PlanLimitFlags], faults),
  ]);
  return Object.fromEntries(given.filter(([, count]) => count !== undefined));
}

function countOf(flag: string, text: string | undefined, faults: string[]): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  const pause =
    text === '0' && flag !== '--max-failures' ? '. To start no moves for a while, pause the plan' : '';
  faults.push(`${flag}: expected a whole number from 1, got ${text === '' ? 'nothing' : text}${pause}`);
  return undefined;
}
