// A move whose volume another run has.
import type { VolumeHolder } from '../../machines/plan/types.ts';
import { VolumeMigrateError } from '../../machines/volumeMigrateError.ts';
import type { JournalStore, RunHeldError } from '../engine/store.ts';

/** The move did not start: another run has its volume. */
export class VolumeHeldError extends VolumeMigrateError {
  override readonly name = 'VolumeHeldError';
  readonly code = 'VolumeHeld';
  readonly holder: VolumeHolder;

  constructor(holder: VolumeHolder, cause: RunHeldError) {
    super(cause.message, { cause });
    this.holder = holder;
  }
}

/** The same error with the plan whose run has the volume. Whether a process drives it, the watch of other runs finds out. */
export async function volumeHeld(
  store: Pick<JournalStore, 'list'>,
  error: RunHeldError,
): Promise<VolumeHeldError> {
  const { runId } = error;
  const [run] = await store.list({ unfinished: true, idPrefix: runId }).catch(() => []);
  return new VolumeHeldError({ runId, parent: run?.parent ?? null, remedy: null }, error);
}
