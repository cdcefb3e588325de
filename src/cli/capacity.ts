// The capacities that pools report, in words.

/** GiB; `infinite` and `unknown` are Cinder's own words for pools without a limit or without a report. */
export type Capacity = number | 'infinite' | 'unknown';

/** The capacity in a pool's report; what is absent or has another form is unknown. */
export function capacityIn(value: unknown): Capacity {
  if (value === 'infinite' || value === 'unknown') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 'unknown';
}

/** `2000 GiB`, `infinite`; one digit after the point where there is a fraction. */
export const capacityInWords = (capacity: Capacity): string =>
  typeof capacity === 'number' ? `${Math.round(capacity * 10) / 10} GiB` : capacity;
