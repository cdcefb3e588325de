// What a run was asked for, in words.
import type { Parameters } from '../../machines/types.ts';

/** `cold to node2@alpha#alpha`, `swap to beta`. */
export const actionInWords = ({ migrationType, destinationNode, destinationType }: Parameters): string =>
  `${migrationType} to ${(migrationType === 'cold' ? destinationNode : null) ?? destinationType ?? 'nothing'}`;
