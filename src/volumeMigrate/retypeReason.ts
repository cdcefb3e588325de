// Why Cinder retypes a volume that a swap was requested for.
import type { MigrationContext } from '../../machines/context.ts';

const INSTEAD = 'Cinder retypes the volume in place instead';

/**
 * Why a swap with `swap_method: auto` has become a retype, if no warning says so; null if it has not. Call it for a run that Cinder
 * is to retype.
 */
export function retypeReason({
  parameters,
  volume,
  swapRefusal,
}: Pick<MigrationContext, 'parameters' | 'volume' | 'swapRefusal'>): string | null {
  if (parameters.migrationType !== 'swap' || parameters.swapMethod !== 'auto') return null;
  if (swapRefusal?.status === 403) return `Nova does not allow this user to swap volumes; ${INSTEAD}`;
  if (swapRefusal !== null) return `Nova rejects direct swaps (OSSN-0094); ${INSTEAD}`;
  const old = volume?.migrationStatus ?? '';
  return old === ''
    ? null
    : `an earlier migration left migration_status ${old} on the volume, so it cannot be checked whether Nova accepts a direct swap; ${INSTEAD}`;
}
