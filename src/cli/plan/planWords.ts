// Words for plans: volumes, amounts, limits, forecasts.
import type { PlanContext } from '../../../machines/plan/context.ts';
import { TOTAL } from '../../../machines/plan/slots.ts';
import { volumeNameOf } from '../../../machines/plan/volumeName.ts';
import type { Forecast } from '../../plan/forecast.ts';
import { duration } from '../render.ts';
import type { Amount } from './planSummary.ts';

/** `1 volume`, `12 volumes`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `12 volumes (340 GiB)`. */
export const amountInWords = ({ moves, gib }: Amount): string => `${counted(moves, 'volume')} (${gib} GiB)`;

/** `data1 (2c91c4af-…)`; the ID alone if the name is not known. */
export const namedVolume = (id: string, name: string | null): string =>
  name === null ? id : `${name} (${id})`;

type Volumes = Pick<PlanContext, 'input' | 'facts'>;

/** The volume of a move, by its name and ID. */
export const volumeInWords = (context: Volumes, n: number): string =>
  namedVolume(context.input.moves[n]?.parameters.resourceId ?? '', volumeNameOf(context, n));

/** The volume of a move in few characters: its name, or the beginning of its ID. */
export const volumeInShort = (context: Volumes, n: number): string =>
  volumeNameOf(context, n) ?? context.input.moves[n]?.parameters.resourceId.slice(0, 8) ?? '';

/** `25 min to 50 min`; null if nobody knows. */
export function forecastInWords({ shortestMs, longestMs }: Forecast): string | null {
  if (shortestMs === null || longestMs === null) return null;
  const [shortest, longest] = [roughly(shortestMs), roughly(longestMs)];
  return shortest === longest ? shortest : `${shortest} to ${longest}`;
}

// Nobody can foresee seconds of a wait of minutes.
function roughly(milliseconds: number): string {
  if (milliseconds < 60_000) return duration(milliseconds, 0);
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** What bounds the speed of a plan, and the option that raises it; null if nothing does. */
export function boundInWords({ routes }: Pick<PlanContext, 'routes'>, slot: string | null): string | null {
  if (slot === null) return null;
  const limit = new Map(routes.flat()).get(slot);
  if (limit === undefined) return null;
  const [kind = '', ...rest] = slot.split(' ');
  return KINDS[kind]?.(rest, `${limit} at once`) ?? slot;
}

const KINDS: Readonly<Record<string, (names: readonly string[], limit: string) => string>> = {
  total: (_, limit) => `all moves together (${limit}; raise it with --total)`,
  source: ([pool], limit) => `moves out of ${pool} (${limit}; raise it with --per-pool)`,
  destination: (names, limit) => `moves to ${names.join(' ')} (${limit}; raise it with --per-pool)`,
  backend: ([backend], limit) => `moves of backend ${backend} (${limit}; raise it with --per-backend)`,
  pair: ([from, to], limit) => `moves from ${from} to ${to} (${limit}; raise it with --per-pair)`,
};

/** What a plan waits for that runs nothing itself while other open runs take its limits; null otherwise. */
export function othersInWords({ running, others }: Pick<PlanContext, 'running' | 'others'>): string | null {
  const open = others[TOTAL] ?? 0;
  return running.length > 0 || open === 0
    ? null
    : `for ${counted(open, 'open run')} outside this plan, which count in its limits`;
}
