// What a run reports while it is under way: each state that it reaches, and each change of the volume.
import type { MigrationContext } from '../../machines/context.ts';
import type { Volume } from '../../machines/types.ts';
import type { RunProgress } from '../engine/engine.ts';
import { retypeReason } from './retypeReason.ts';

/** What `onProgress` receives. */
export interface Progress {
  readonly runId: string;
  /** Milliseconds since this process began to drive the run. */
  readonly elapsedMs: number;
  /** Path of the state, such as `cold.migrating.watchingMigration`. */
  readonly state: string;
  /** The chart's description of the state. */
  readonly description: string;
  /** True for a change within the state. */
  readonly isChange: boolean;
  /** The volume as last read. */
  readonly volume: Volume | null;
  /** Why the run takes another path from here; null if it does not. */
  readonly note: string | null;
  /** New warnings: the consequences of a change are reported before it is made. */
  readonly warnings: readonly string[];
}

const isRetyping = (state: string): boolean => state.startsWith('swap.retypingInUse');

/** Reports each new state, each change of the volume within a state, and each new warning. */
export function progressTeller(tell: (progress: Progress) => unknown): (progress: RunProgress) => unknown {
  let last: { path: string; seen: string; note: string | null; warned: number } | null = null;
  return ({ context, state, ...shown }) => {
    const { lastSeen: volume, warnings } = context as MigrationContext;
    const seen = `${volume?.status} ${volume?.migrationStatus} ${volume?.host} ${volume?.volumeType}`;
    const note = isRetyping(state) ? retypeReason(context as MigrationContext) : null;
    const isChange = last?.path === state;
    if (isChange && last?.seen === seen && last.warned === warnings.length) return undefined;
    const progress = { ...shown, state, isChange, volume, warnings: warnings.slice(last?.warned ?? 0) };
    const changed = note === last?.note ? null : note;
    last = { path: state, seen, note, warned: warnings.length };
    return tell({ ...progress, note: changed });
  };
}
