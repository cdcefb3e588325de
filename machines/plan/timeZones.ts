// How far the clocks of time zones are ahead of UTC. Asking for it takes long: what was asked before is kept.

const MINUTE_MS = 60_000;
// Clocks change at quarters of an hour.
const QUARTER_MS = 15 * MINUTE_MS;
const MOST_KEPT = 20_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, number>;
}

const zones = new Map<string, Zone>();

/** The minutes by which the clock of a time zone is ahead of UTC at a moment, in milliseconds since 1970. */
export function offsetAt(timeZone: string, atMs: number): number {
  const zone = zones.get(timeZone) ?? { format: formatOf(timeZone), offsets: new Map<number, number>() };
  zones.set(timeZone, zone);
  const quarter = Math.floor(atMs / QUARTER_MS);
  const known = zone.offsets.get(quarter);
  if (known !== undefined) return known;
  if (zone.offsets.size >= MOST_KEPT) zone.offsets.clear();
  const offset = read(zone.format, quarter * QUARTER_MS);
  zone.offsets.set(quarter, offset);
  return offset;
}

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  });

function read(format: Intl.DateTimeFormat, atMs: number): number {
  const parts = format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = Object.fromEntries(parts);
  return (Date.UTC(year, month - 1, day, hour, minute) - atMs) / MINUTE_MS;
}
