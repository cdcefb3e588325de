// Wakes a run that no worker drives at the moment.
import type { Ingress } from './ingress.ts';
import { SERVICES, type WakeUp } from './protocol.ts';
import type { StandingKind } from './standing.ts';

/**
 * Whether this wakes the run. One that was killed or paused in Restate while it waited still has what would wake it: only the admin
 * API shows that, and without it the run is taken for one that waits.
 */
export async function wakeRun(ingress: Ingress, runId: string, how: WakeUp): Promise<boolean> {
  if (!(await ingress.call<boolean>(SERVICES.run, runId, 'wake', how))) return false;
  const standing = await ingress
    .call<StandingKind>(SERVICES.runs, null, 'standing', runId)
    .catch(() => 'driven' as const);
  return standing !== 'paused' && standing !== 'stopped';
}
