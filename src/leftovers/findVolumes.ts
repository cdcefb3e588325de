// Finds volumes that migrations have left: those of runs, Cinder's own rows, and those that seem to be stuck.
import { copyLimits } from '../../machines/limits.ts';
import type { Limits } from '../../machines/types.ts';
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import type { JournalStore } from '../engine/store.ts';
import { judgeSourceCopy, judgeTarget, movedFromCopy, movedToTarget } from './cinderRows.ts';
import { judgeDestinationVolume } from './destinationVolume.ts';
import { isWritten } from './guest.ts';
import type { KnownRuns } from './knownRuns.ts';
import type { Looker } from './looker.ts';
import { judgeNamed } from './namedVolume.ts';
import { type Looking, seeDestinationVolume } from './seeing.ts';
import { judgeBusy } from './stuckVolume.ts';
import { quietFor } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { judgeMove } from './unwatchedMove.ts';

/** Cinder's own rows, and the volumes that it works on, if nothing has happened for long. */
export function findQuiet({ volumes, runs }: Looking, limits: Limits): FoundLeftover[] {
  const now = Date.now();
  const quietMs = (volume: VolumeWithCreator): number => quietFor(volume, now);
  const isQuiet = (volume: VolumeWithCreator): boolean =>
    quietMs(volume) >= copyLimits(limits, volume.sizeGib).stallAfterMs;
  const find = finderIn(volumes ?? []);
  const written = new Map((volumes ?? []).filter(isWritten).map((row) => [movedToTarget(row), row]));
  return (volumes ?? []).flatMap((volume) => [
    ...judgeTarget({ row: volume, volume: find(movedToTarget(volume)), isQuiet, quietMs }),
    ...judgeSourceCopy({ row: volume, volume: find(movedFromCopy(volume)), isQuiet, quietMs }),
    ...judgeBusy({
      ...{ volume, mover: runs.moverOf(volume.id), isQuiet },
      written: written.get(volume.id) ?? null,
    }),
  ]);
}

/** Moves that no process follows. */
export const findMoves = ({ volumes, runs }: Looking): FoundLeftover[] =>
  (volumes ?? []).flatMap((volume) =>
    judgeMove({ volume, mover: runs.moverOf(volume.id), lastOver: runs.lastOverOf(volume.id) }),
  );

/** Volumes with the mark of a run. */
export async function findDestinationVolumes(looking: Looking): Promise<FoundLeftover[]> {
  const found: FoundLeftover[] = [];
  for (const volume of looking.volumes ?? []) {
    // Cinder copies the mark to its own rows with the rest of the metadata.
    if (movedToTarget(volume) !== null || movedFromCopy(volume) !== null) continue;
    const seen = await seeDestinationVolume(looking, volume);
    if (seen !== null) found.push(judgeDestinationVolume(seen));
  }
  return found;
}

/** Volumes that the journal's runs named when they ended. */
export async function findNamedVolumes(
  store: JournalStore,
  { over }: KnownRuns,
  volumes: readonly VolumeWithCreator[],
  note: Looker['note'],
): Promise<FoundLeftover[]> {
  const find = finderIn(volumes);
  const found: FoundLeftover[] = [];
  for (const { runId } of over) {
    try {
      const last = (await store.read(runId)).at(-1);
      if (last?.record.kind === 'ended') found.push(...judgeNamed(last.record.result, find));
    } catch (error) {
      // A damaged run: the other runs can still be read.
      note(`run ${runId} in the journal`, (error as Error).message);
    }
  }
  return found;
}

function finderIn(volumes: readonly VolumeWithCreator[]): (id: string | null) => VolumeWithCreator | null {
  const byId = new Map(volumes.map((volume) => [volume.id, volume]));
  return (id) => byId.get(id ?? '') ?? null;
}
