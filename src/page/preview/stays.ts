// Volumes that a plan leaves where they are, by why.
import type { PreviewedStay } from '../../inspector/planPreview.ts';

export interface StayGroup {
  readonly reasons: readonly string[];
  readonly volumes: readonly PreviewedStay[];
}

/** Those that stay for the same reasons together: the largest group first. */
export const stayGroups = (stays: readonly PreviewedStay[]): readonly StayGroup[] =>
  [...Map.groupBy(stays, ({ reasons }) => reasons.join('\n')).values()]
    .map((volumes) => ({ reasons: volumes[0]?.reasons ?? [], volumes }))
    .toSorted((one, other) => other.volumes.length - one.volumes.length);
