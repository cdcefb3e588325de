// What the reader of a zone migration's plan should know.
import { functionNotes } from '../functionNotes.ts';
import type { Planning } from './planning.ts';

/** What becomes of each pool, and what Cinder may decide differently. */
export function notesOf(planning: Planning): string[] {
  const { view, skipped, sources, parameters } = planning;
  const kept = new Map<string, number>();
  for (const { resourceId } of skipped) {
    const pool = view.volumes.get(resourceId)?.host ?? '';
    kept.set(pool, (kept.get(pool) ?? 0) + 1);
  }
  return [
    ...[...sources]
      .toSorted()
      .map((pool) => noteOf(pool, view.volumesOfPool.get(pool)?.length ?? 0, kept.get(pool) ?? 0)),
    ...(parameters.with_attached_volume === false && parameters.attached_volumes
      ? [
          'with_attached_volume has no effect: in Watcher it says when servers move, but no servers are moved here. Attached volumes move too; to leave them out, set attached_volumes: false',
        ]
      : []),
    ...functionNotes(planning.ledgers.values()),
  ];
}

function noteOf(pool: string, volumes: number, kept: number): string {
  if (volumes === 0) return `${pool} holds no volumes`;
  return kept === 0
    ? `${pool} is empty once its ${volumes === 1 ? 'volume has' : `${volumes} volumes have`} moved`
    : `${pool} keeps ${kept} of ${volumes} ${volumes === 1 ? 'volume' : 'volumes'}`;
}
