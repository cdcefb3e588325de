// When moves may start, in words.
import type { PlanSchedule } from '../../../machines/plan/types.ts';

/** `not before 2026-12-01T20:00:00Z`, `22:00 to 06:00 on sat, sun (Europe/Berlin)`; both, joined; empty for any time. */
export function scheduleInWords({ notBefore, window }: PlanSchedule): string {
  const { from, to, days, timeZone } = window ?? {};
  return [
    ...(notBefore === null ? [] : [`not before ${notBefore}`]),
    ...(window === null
      ? []
      : [`${from} to ${to}${days == null ? '' : ` on ${days.join(', ')}`} (${timeZone})`]),
  ].join('; ');
}
