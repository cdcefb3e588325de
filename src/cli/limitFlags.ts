// The options that set how long a run waits.
import type { Limits } from '../../machines/types.ts';
import { InvalidParametersError } from '../errors.ts';

export interface LimitFlags {
  readonly timeout?: string;
  readonly stallAfter?: string;
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The flags as limits of a run. Throws `InvalidParametersError`, which lists every problem. */
export function limitsOf({ timeout, stallAfter }: LimitFlags): { readonly limits?: Limits } {
  const faults: string[] = [];
  const read = (flag: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const milliseconds = millisecondsIn(text);
    if (milliseconds === null)
      faults.push(`${flag}: expected a duration such as 90s, 30m, 2h or 1h30m, got ${text}`);
    return milliseconds ?? undefined;
  };
  const deadlineMs = read('--timeout', timeout);
  const stallAfterMs = read('--stall-after', stallAfter);
  if (faults.length > 0) throw new InvalidParametersError(faults);
  if (deadlineMs === undefined && stallAfterMs === undefined) return {};
  return {
    limits: {
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
      ...(stallAfterMs === undefined ? {} : { stallAfterMs }),
    },
  };
}

/** The milliseconds of a duration such as `90s` or `1h30m`; null if it is none, or not longer than 0. */
export function millisecondsIn(text: string): number | null {
  if (!/^(\d+(\.\d+)?[smhd])+$/.test(text)) return null;
  const parts = [...text.matchAll(/([\d.]+)([smhd])/g)];
  const units = parts.map(([, , unit = '']) => unit);
  // Each unit once: `30m30m` is a mistake.
  if (new Set(units).size < units.length) return null;
  const sum = parts.reduce(
    (total, [, number, unit = '']) => total + Number(number) * (UNITS_MS[unit] ?? 0),
    0,
  );
  return sum > 0 && sum <= 2 ** 52 ? sum : null;
}
