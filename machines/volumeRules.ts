// What a volume's status, migration_status and host say: shared by the machine, the services and the page.
import type { Volume } from './types.ts';

/** Statuses of a volume at rest. */
export const AT_REST: readonly string[] = ['available', 'in-use'];
/** Statuses while Cinder creates a volume. */
export const BEING_MADE: readonly string[] = ['creating', 'downloading'];
/** Values of migration_status while Cinder moves a volume. */
export const MOVING: readonly string[] = ['starting', 'migrating', 'completing'];

/** Whether Cinder is moving the volume. */
export const isMoving = ({ migrationStatus }: Pick<Volume, 'migrationStatus'>): boolean =>
  MOVING.includes(migrationStatus ?? '');

/** Whether the volume is `available` or `in-use`. */
export const isAtRest = ({ status }: Pick<Volume, 'status'>): boolean => AT_REST.includes(status);

/** Whether Cinder is still creating the volume: it is blank, and nobody can attach it yet. */
export const isBeingMade = ({ status }: Pick<Volume, 'status'>): boolean => BEING_MADE.includes(status);

/** `host@backend` of `host@backend#pool`. */
export const backendOf = (host: string): string => host.split('#')[0] ?? host;

const poolOf = (place: string | null): string => place?.slice(backendOf(place).length) ?? '';

/**
 * Is a volume at the wanted place, by its host or by its cluster? A `host@backend#pool` is met by that pool alone, a
 * `host@backend` by every pool of it. A cluster that is shown without a pool has that of the host.
 */
export function isAtPlace(
  { host, clusterName }: Pick<Volume, 'host' | 'clusterName'>,
  wanted: string,
): boolean {
  const cluster =
    clusterName === null || clusterName.includes('#') ? clusterName : `${clusterName}${poolOf(host)}`;
  return [host, cluster].some(
    (place) => place !== null && (wanted.includes('#') ? place : backendOf(place)) === wanted,
  );
}
