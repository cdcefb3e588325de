// The action of a run in words.
import type { MigrationParameters } from '../../machines/types.ts';

/** `cold to node2@alpha#alpha`, `swap to beta`. */
export const actionInWords = ({
  migrationType,
  destinationNode,
  destinationType,
}: MigrationParameters): string =>
  `${migrationType} to ${(migrationType === 'cold' ? destinationNode : null) ?? destinationType ?? 'nothing'}`;
